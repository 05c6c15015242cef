import type { Hop, Instant, VersionDates, VersionPath } from '@engine-upgrader/core';
import { compareVersions } from '../engine-version.ts';
import type { EngineVersion } from '../observe/survey.ts';

/** What may be on a path. */
export type Admits = (version: EngineVersion) => boolean;

/** Whether a version can be asked for no more. */
export function isDeprecated(version: EngineVersion, now: Instant): boolean {
  return (
    version.lifecycle === 'DEPRECATED' || (version.deprecation !== undefined && version.deprecation <= now)
  );
}

/** Whether a version is released for production. */
export function isReleased(version: EngineVersion): boolean {
  return version.releaseStatus === undefined || version.releaseStatus === 'prod';
}

/**
 * The path with the fewest hops along what the cloud offers; of several the one with the highest versions on the
 * way. Never a hop to a lower version.
 *
 * @returns none where there is no way; no hops where it is there already
 */
export function shortestPath(
  versions: readonly EngineVersion[],
  from: string,
  to: string,
  admits: Admits,
): readonly Hop[] | undefined {
  if (from === to) return [];
  const byName = new Map(versions.map((version) => [version.version, version]));
  const cameFrom = new Map<string, string>();
  let reached = [from];
  while (reached.length > 0 && !cameFrom.has(to)) {
    const next: string[] = [];
    for (const version of reached.toSorted(compareVersions).toReversed()) {
      for (const upgrade of byName.get(version)?.availableUpgrades ?? []) {
        const known = byName.get(upgrade);
        const isNew = !cameFrom.has(upgrade) && upgrade !== from;
        if (!known || !isNew || compareVersions(upgrade, version) <= 0 || !admits(known)) continue;
        cameFrom.set(upgrade, version);
        next.push(upgrade);
      }
    }
    reached = next;
  }
  return cameFrom.has(to) ? hopsTo(to, from, cameFrom) : undefined;
}

function hopsTo(to: string, from: string, cameFrom: ReadonlyMap<string, string>): readonly Hop[] {
  const hops: Hop[] = [];
  for (let at = to; at !== from; ) {
    const before = cameFrom.get(at) ?? from;
    hops.unshift({ from: before, to: at });
    at = before;
  }
  return hops;
}

/** The targets that are offered from a version, lowest first. */
export function versionPaths(
  versions: readonly EngineVersion[],
  from: string,
  admits: Admits,
  now: Instant,
): readonly VersionPath[] {
  return versions
    .filter(admits)
    .toSorted((a, b) => compareVersions(a.version, b.version))
    .flatMap((version) => {
      const hops =
        version.version === from ? undefined : shortestPath(versions, from, version.version, admits);
      if (!hops) return [];
      const dates = datesOf(version);
      const path: VersionPath = {
        target: version.version,
        hops,
        remarks: remarksOn(version, now),
        ...(dates ? { dates } : {}),
      };
      return [path];
    });
}

/** The dates that the cloud names for a version. */
export function datesOf(version: EngineVersion): VersionDates | undefined {
  const { autoUpgrade, forceUpgrade, deprecation } = version;
  if (autoUpgrade === undefined && forceUpgrade === undefined && deprecation === undefined) return undefined;
  return {
    ...(autoUpgrade === undefined ? {} : { automaticUpgrade: autoUpgrade }),
    ...(forceUpgrade === undefined ? {} : { forcedUpgrade: forceUpgrade }),
    ...(deprecation === undefined ? {} : { deprecation }),
  };
}

function remarksOn(version: EngineVersion, now: Instant): readonly string[] {
  return [
    ...(version.lifecycle === 'DEFAULT_VERSION' ? ['the default version'] : []),
    ...(isReleased(version) ? [] : [`released as ${version.releaseStatus ?? 'unknown'}`]),
    ...(isDeprecated(version, now) ? ['deprecated'] : []),
  ];
}
