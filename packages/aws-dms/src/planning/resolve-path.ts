import { type Hop, type Instant, invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { compareVersions, isEngineVersion } from '../engine-version.ts';
import type { DmsSurvey } from '../observe/survey.ts';
import { type Admits, isDeprecated, isReleased, shortestPath, versionPaths } from './version-paths.ts';

/** From where, to where, and how. */
export interface ResolvedPath {
  readonly from: string;
  readonly to: string;
  readonly hops: readonly Hop[];
}

/** The way to a target. One that is asked for by name may be what preconditions refuse or warn of. */
export function resolvePath(
  wanted: string,
  survey: DmsSurvey,
  now: Instant,
): Result<ResolvedPath, UpgradeError> {
  const from = survey.instance.engineVersion;
  return resolveTarget(wanted, survey, now).andThen((to) => {
    const { versions } = survey;
    const good = admitsFor(survey, now);
    const hops =
      shortestPath(versions, from, to, good) ??
      shortestPath(versions, from, to, (version) => version.version === to || good(version)) ??
      shortestPath(versions, from, to, () => true);
    return hops ? ok({ from, to, hops }) : err(notOffered(survey, to, now));
  });
}

/** What a path may lead over unasked: released, not deprecated, and with the instance's class to be had. */
export function admitsFor(survey: DmsSurvey, now: Instant): Admits {
  return (version) =>
    isReleased(version) && !isDeprecated(version, now) && isOrderable(survey, version.version) !== false;
}

/** Whether the instance's class can be had on a version; unknown where that could not be read. */
export function isOrderable(
  { orderables, instance }: DmsSurvey,
  version: string,
  instanceClass: string = instance.instanceClass,
): boolean | undefined {
  if (orderables.sight !== 'seen') return undefined;
  return orderables.value.some(
    (each) => each.engineVersion === version && each.instanceClass === instanceClass,
  );
}

function resolveTarget(wanted: string, survey: DmsSurvey, now: Instant): Result<string, UpgradeError> {
  const { engineVersion: current, instanceId } = survey.instance;
  if (wanted === 'newest') return ok(offered(survey, now).at(-1) ?? current);
  if (!isEngineVersion(wanted)) {
    const message = `"${wanted.slice(0, 60)}" is no DMS engine version such as 3.6.1; ${offeredText(survey, now)}`;
    return err(invalidInput('to', message));
  }
  if (compareVersions(wanted, current) >= 0) return ok(wanted);
  const message = `${instanceId} is on ${current}; ${wanted} is lower, and there is no downgrade; ${offeredText(survey, now)}`;
  return err({ kind: 'downgrade', from: current, to: wanted, message });
}

function offered(survey: DmsSurvey, now: Instant): readonly string[] {
  const { versions, instance } = survey;
  return versionPaths(versions, instance.engineVersion, admitsFor(survey, now), now).map(
    ({ target }) => target,
  );
}

function notOffered(survey: DmsSurvey, to: string, now: Instant): UpgradeError {
  const { engineVersion: from, instanceId } = survey.instance;
  const message = `the cloud offers no way from ${from} to ${to} for ${instanceId}; ${offeredText(survey, now)}`;
  return { kind: 'version-not-offered', from, offered: offered(survey, now), message };
}

function offeredText(survey: DmsSurvey, now: Instant): string {
  const targets = offered(survey, now);
  return targets.length === 0 ? 'nothing is offered from here' : `offered: ${targets.join(', ')}`;
}
