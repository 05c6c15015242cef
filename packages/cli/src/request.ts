import {
  type EffectiveTime,
  formatReference,
  type InstanceRef,
  invalidInput,
  type Provider,
  type UpgradeError,
  type UpgradeRequest,
} from '@engine-upgrader/core';
import { err, ok, Result } from 'neverthrow';
import type { OptionValue, ProviderEntry, RequestOption } from './providers/provider-entry.ts';

/** Options of `plan`, `check` and `apply` that say what is wanted. */
export interface RequestFlags {
  readonly to?: string;
  readonly effectiveTime?: string;
  readonly onlyThis?: boolean;
  /** Options that only one provider has, by their names. */
  readonly [option: string]: unknown;
}

/** Makes a request of the options. Pure. */
export function readRequest(
  reference: InstanceRef,
  flags: RequestFlags,
  entry: ProviderEntry,
): Result<UpgradeRequest<Provider>, UpgradeError> {
  const { to } = flags;
  if (!to) return err(invalidInput('to', '--to is missing; right is --to VERSION, or --to newest'));
  return readEffectiveTime(flags.effectiveTime).andThen((effectiveTime) =>
    readOptions(entry.requestOptions, flags).map((options) => ({
      reference: formatReference(reference),
      to,
      effectiveTime,
      ...(flags.onlyThis ? { onlyThis: true } : {}),
      ...(Object.keys(options).length > 0 ? { options } : {}),
    })),
  );
}

/** Refuses options of providers that none of the instances is of: they would do nothing. Pure. */
export function refuseForeignOptions(
  flags: RequestFlags,
  wanted: readonly string[],
  providers: readonly ProviderEntry[],
): Result<void, UpgradeError> {
  for (const entry of providers) {
    if (wanted.includes(entry.id)) continue;
    const foreign = entry.requestOptions.find((option) => flags[option.name] !== undefined);
    if (foreign) {
      const message = `${optionName(foreign)} is for ${entry.id} only, and none of these is one. Nothing was changed`;
      return err(invalidInput(foreign.name, message));
    }
  }
  return ok();
}

function readEffectiveTime(text = 'immediate'): Result<EffectiveTime, UpgradeError> {
  if (text === 'immediate' || text === 'maintenance-window') return ok(text);
  const message = `--effective-time "${text}" is none; right is immediate or maintenance-window`;
  return err(invalidInput('effective-time', message));
}

function readOptions(
  known: readonly RequestOption[],
  flags: RequestFlags,
): Result<Record<string, OptionValue>, UpgradeError> {
  const given = known.flatMap((option) => {
    const text = flags[option.name];
    return typeof text === 'string' ? [{ option, text }] : [];
  });
  const read = given.map(({ option, text }): Result<[string, OptionValue], UpgradeError> => {
    const value = option.parse(text);
    const message = `${optionName(option)} "${text}" cannot be; right is ${option.right}`;
    return value === undefined ? err(invalidInput(option.name, message)) : ok([option.name, value]);
  });
  return Result.combine(read).map((entries) => Object.fromEntries(entries));
}

function optionName({ flags }: RequestOption): string {
  return flags.split(' ')[0] ?? flags;
}
