import {
  formatReference,
  type InstanceRef,
  invalidInput,
  parseReference,
  type UpgradeError,
} from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import type { Io } from './io.ts';
import type { ProviderEntry } from './providers/provider-entry.ts';
import { unknownProvider } from './session.ts';

/** What an upgrade is asked for: an instance, or the plan in a file. */
export type Target =
  | { readonly target: 'instance'; readonly reference: InstanceRef; readonly text: string }
  | { readonly target: 'file'; readonly path: string };

/** Reads a reference, and checks that its scheme is a known one. Pure. */
export function readReference(
  text: string,
  providers: readonly ProviderEntry[],
): Result<InstanceRef, UpgradeError> {
  const [, scheme] = /^([^:/]{0,60}):\/\//.exec(text) ?? [];
  const entry = providers.find(({ id }) => id === scheme);
  if (scheme !== undefined && !entry) return err(unknownProvider(providers, scheme));
  // The example is one of the cloud that was meant.
  return parseReference(text).mapErr((error) =>
    entry ? { ...error, message: error.message.replace(/(?<=such as )\S+$/, entry.example) } : error,
  );
}

/** Leaves out what is given a second time. Pure. */
export function withoutRepeats(targets: readonly Target[]): readonly Target[] {
  const keyOf = (target: Target): string =>
    target.target === 'file' ? `file ${target.path}` : formatReference(target.reference);
  return [...new Map(targets.map((target) => [keyOf(target), target])).values()];
}

/** Tells a reference from the path of a plan. Pure. */
export function readTarget(
  text: string,
  io: Pick<Io, 'providers' | 'fileExists'>,
): Result<Target, UpgradeError> {
  if (text.includes('://')) {
    return readReference(text, io.providers).map((reference) => ({ target: 'instance', reference, text }));
  }
  if (io.fileExists(text)) return ok({ target: 'file', path: text });
  const example = io.providers[0]?.example ?? 'PROVIDER://REGION/ID';
  const right = `right is ${example}, or the path of a plan that \`plan --out\` wrote`;
  return err(invalidInput('target', `"${text.slice(0, 200)}" is no reference and no file; ${right}`));
}
