import type { Instant } from '@engine-upgrader/core';
import type { RdsNeed } from './provider.ts';

/** Where a snapshot has an instance. */
export function instanceKey(region: string, instanceId: string): string {
  return `instance:${region}/${instanceId}`;
}

/** Where a snapshot has an instance's history tasks. */
export function historyKey(region: string, instanceId: string): string {
  return `history:${region}/${instanceId}`;
}

/** The need to look at an instance. */
export function instanceNeed(region: string, instanceId: string): RdsNeed {
  return { key: instanceKey(region, instanceId), kind: 'instance', region, instanceId };
}

/**
 * The need to look at the tasks of an instance that started at that time or later, while it is idle on a version.
 *
 * @param decisive whether it is not to be done without while it only passingly cannot be read
 */
export function historyNeed(
  region: string,
  instanceId: string,
  since: Instant,
  idleOn: string,
  decisive = false,
): RdsNeed {
  return {
    key: historyKey(region, instanceId),
    kind: 'history',
    region,
    instanceId,
    since,
    idleOn,
    decisive,
  };
}
