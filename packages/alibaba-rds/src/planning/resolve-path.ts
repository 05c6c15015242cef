import { type Hop, invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { compareVersions, isEngineVersion } from '../engine-version.ts';
import type { RdsInstance } from '../observe/instance.ts';
import { editionOffer } from './edition.ts';
import type { DraftMember } from './hop-steps.ts';
import { hopsBetween, versionPaths } from './version-paths.ts';

/** From where, to where, and how. */
export interface ResolvedPath {
  readonly from: string;
  readonly to: string;
  readonly hops: readonly Hop[];
}

/** The way to a target from the lowest version in the family; the primary, the first, decides what is offered. */
export function resolvePath(
  wanted: string,
  members: readonly DraftMember[],
): Result<ResolvedPath, UpgradeError> {
  const primary = members[0]?.instance;
  if (!primary) return err({ kind: 'internal', message: 'a plan has no member' });
  return resolveTarget(wanted, primary).andThen((to) => {
    const versions = members.map((member) => member.instance.engineVersion);
    const from = versions.toSorted(compareVersions)[0] ?? primary.engineVersion;
    if (compareVersions(from, to) >= 0) return ok({ from: primary.engineVersion, to, hops: [] });
    const hops = hopsBetween(editionOffer(primary).hops, from, to);
    return hops ? ok({ from, to, hops }) : err(notOffered(primary, from, to));
  });
}

function resolveTarget(wanted: string, primary: RdsInstance): Result<string, UpgradeError> {
  const current = primary.engineVersion;
  if (wanted === 'newest') return ok(versionPaths(primary).at(-1)?.target ?? current);
  if (!isEngineVersion(wanted)) {
    const offered = offeredText(primary);
    return err(invalidInput('to', `"${wanted.slice(0, 60)}" is no MySQL version such as 5.7; ${offered}`));
  }
  if (compareVersions(wanted, current) >= 0) return ok(wanted);
  const message = `${primary.instanceId} is on ${current}; ${wanted} is lower, and there is no downgrade; ${offeredText(primary)}`;
  return err({ kind: 'downgrade', from: current, to: wanted, message });
}

function notOffered(primary: RdsInstance, from: string, to: string): UpgradeError {
  const { obstacle, edition } = editionOffer(primary);
  if (obstacle) {
    const message = `${primary.instanceId} cannot be upgraded: ${obstacle.why}; ${obstacle.instead}`;
    return { kind: 'unsupported', message, instead: obstacle.instead };
  }
  const offered = versionPaths(primary).map((path) => path.target);
  const message = `the cloud offers no way from ${from} to ${to} for ${primary.instanceId} (${edition}); ${offeredText(primary)}`;
  return { kind: 'version-not-offered', from, offered, message };
}

function offeredText(primary: RdsInstance): string {
  const offered = versionPaths(primary).map((path) => path.target);
  return offered.length === 0 ? 'nothing is offered from here' : `offered: ${offered.join(', ')}`;
}
