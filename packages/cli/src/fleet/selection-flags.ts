import { invalidInput, redact, type UpgradeError } from '@engine-upgrader/core';
import type { FleetRequest, FleetSelection } from '@engine-upgrader/core/fleet';
import { err, ok, Result } from 'neverthrow';
import { type ReadConfig, readTime } from './read-config.ts';

/** Options of `fleet plan` that say which instances, and where to. */
export interface SelectionFlags {
  readonly to?: string;
  readonly forcedBefore?: string;
  readonly tag?: readonly string[];
  readonly name?: string;
  readonly version?: readonly string[];
}

/** A request with what the options say; an option goes before the file. Pure. */
export function withSelection(
  request: ReadConfig['request'],
  flags: SelectionFlags,
): Result<FleetRequest, UpgradeError> {
  const to = flags.to ?? request.to;
  if (to === undefined) {
    const right = 'right is "to": "newest" in the file, or --to VERSION with `fleet plan`';
    return err(invalidInput('to', `where to upgrade to is missing; ${right}. Nothing was read or changed`));
  }
  const before = readTime('--forced-before', flags.forcedBefore).mapErr((fault) =>
    invalidInput('forced-before', fault),
  );
  return Result.combine([before, readTags(flags.tag)]).map(([forcedBefore, tags]) => {
    const select: FleetSelection = {
      ...request.select,
      ...(forcedBefore === undefined ? {} : { forcedBefore }),
      ...(tags === undefined ? {} : { tags: { ...request.select?.tags, ...tags } }),
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(flags.version === undefined ? {} : { versions: flags.version }),
    };
    return { ...request, to, select };
  });
}

function readTags(
  texts: readonly string[] | undefined,
): Result<Readonly<Record<string, string>> | undefined, UpgradeError> {
  if (texts === undefined) return ok(undefined);
  const tags: Record<string, string> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) {
      const shown = redact(text.slice(0, 80));
      return err(invalidInput('tag', `--tag "${shown}" is no tag; right is KEY=VALUE such as stage=test`));
    }
    tags[text.slice(0, at)] = text.slice(at + 1);
  }
  return ok(tags);
}
