import type { Hop, VersionPath } from '@engine-upgrader/core';
import type { RdsInstance } from '../observe/instance.ts';
import { editionOffer } from './edition.ts';

/** The hops that lead from a version to a target; none where there is no way. */
export function hopsBetween(offered: readonly Hop[], from: string, to: string): readonly Hop[] | undefined {
  const hops: Hop[] = [];
  let version = from;
  while (version !== to) {
    const next = offered.find((hop) => hop.from === version);
    if (!next || hops.length >= offered.length) return undefined;
    hops.push(next);
    version = next.to;
  }
  return hops;
}

/** Every target that the cloud offers an instance, the nearest first. */
export function versionPaths(instance: RdsInstance): readonly VersionPath[] {
  if (!isMySql(instance)) return [];
  const offered = editionOffer(instance).hops;
  return offered.flatMap((last) => {
    const hops = hopsBetween(offered, instance.engineVersion, last.to);
    return hops && hops.length > 0 ? [{ target: last.to, hops, remarks: hops.map(hopRemark) }] : [];
  });
}

/** Whether this driver can upgrade the instance's engine. */
export function isMySql(instance: Pick<RdsInstance, 'engine'>): boolean {
  return instance.engine.toLowerCase() === 'mysql';
}

function hopRemark(hop: Hop): string {
  const name = `${hop.from} to ${hop.to}`;
  return hop.from === '5.5' ? `${name}: turns GTID on` : `${name}: the cloud checks the instance first`;
}
