import { invalidInput, type Milliseconds, redact, type UpgradeError } from '@engine-upgrader/core';
import type { FleetRequest, WaveRequest } from '@engine-upgrader/core/fleet';
import { err, ok, Result } from 'neverthrow';
import { parseDuration } from '../duration.ts';
import type { ProviderEntry } from '../providers/provider-entry.ts';
import type { FleetCarry } from './carry.ts';
import type { FleetConfig } from './config.ts';
import { fleetConfigSchema } from './config-schema.ts';
import { faultIn } from './json-schema.ts';

/** What a configuration file comes to. Without `to` where it has none: then the option has to say it. */
export interface ReadConfig {
  readonly request: Omit<FleetRequest, 'to'> & { readonly to?: string };
  readonly carry: FleetCarry;
}

/** Reads a configuration file that was parsed as JSON. Pure. */
export function readConfig(
  path: string,
  value: unknown,
  providers: readonly ProviderEntry[],
): Result<ReadConfig, UpgradeError> {
  const wrong = (fault: string): UpgradeError =>
    invalidInput('config', redact(`${path}: ${fault}. Nothing was read or changed`));
  const fault = faultIn(value, fleetConfigSchema(providers));
  if (fault !== undefined) return err(wrong(fault));
  // Its schema has just said so.
  const config = value as FleetConfig;
  const twice = namedTwice(config);
  if (twice !== undefined) return err(wrong(twice));
  return requestOf(config)
    .map((request) => ({ request, carry: carryOf(config) }))
    .mapErr(wrong);
}

function carryOf({ profiles, hooks = {} }: FleetConfig): FleetCarry {
  return { profiles, hooks };
}

function namedTwice({ profiles }: FleetConfig): string | undefined {
  const names = profiles.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  return twice === undefined ? undefined : `two profiles are named "${twice}"; each needs a name of its own`;
}

function requestOf(config: FleetConfig): Result<ReadConfig['request'], string> {
  const {
    $schema: _schema,
    profiles: _profiles,
    hooks: _hooks,
    select,
    canary,
    waves,
    deadline,
    ...same
  } = config;
  return Result.combine([
    readTime('deadline', deadline),
    readTime('select.forcedBefore', select?.forcedBefore),
  ]).map(([until, before]) => {
    const { forcedBefore: _text, ...selection } = select ?? {};
    return {
      ...same,
      select: { ...selection, ...(before === undefined ? {} : { forcedBefore: before }) },
      ...(until === undefined ? {} : { deadline: until }),
      ...(canary === undefined ? {} : { canary: canary && waveOf(canary) }),
      ...(waves === undefined ? {} : { waves: waves.map(waveOf) }),
    };
  });
}

function waveOf<Wave extends { readonly bake?: string }>({
  bake,
  ...wave
}: Wave): Omit<Wave, 'bake'> & Pick<WaveRequest, 'bake'> {
  return bake === undefined ? wave : { ...wave, bake: milliseconds(bake) };
}

/** A length of time that its schema has let pass. */
function milliseconds(text: string): Milliseconds {
  return parseDuration(text) ?? 0;
}

/** A date, or a point in time; what names no zone is in UTC. Pure. */
export function readTime(name: string, text: string | undefined): Result<number | undefined, string> {
  if (text === undefined) return ok(undefined);
  const [, day = '', time = ''] = /^(\d{4}-\d{2}-\d{2})(T.+)?$/.exec(text) ?? [];
  const midnight = new Date(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  const zoned = time === '' || /(?:Z|[+-]\d\d:\d\d)$/.test(time) ? text : `${text}Z`;
  const at = isDay && day !== '' ? Date.parse(zoned) : Number.NaN;
  if (!Number.isNaN(at)) return ok(at);
  return err(
    `${name} cannot be "${text.slice(0, 40)}"; right is a date such as 2027-01-01, or a time such as 2027-01-01T06:00Z`,
  );
}
