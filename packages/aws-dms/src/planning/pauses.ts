import type { ForecastPause, Hop, Milliseconds } from '@engine-upgrader/core';
import { type ReplicationTask, taskUrl } from '../observe/resources.ts';
import type { DmsSurvey } from '../observe/survey.ts';
import { isRunning } from './choose-tasks.ts';
import { shortfall } from './headroom.ts';

const minute = 60_000;
/** "Upgrading the replication instance takes several minutes" (UG). */
export const upgradeTime: Milliseconds = 10 * minute;
/** What a task usually takes to stop, and to start again; nothing is documented. */
const taskTime = 2 * minute;
/** What a task usually takes to move; nothing is documented. */
const moveTime = 4 * minute;

/** How long a running task pauses in place, all hops together. */
export function pauseInPlace(hops: number): Milliseconds {
  return hops * upgradeTime + 2 * taskTime;
}

/** How long a running task pauses where it is moved. */
export const pauseBeside: Milliseconds = 2 * taskTime + moveTime;

/**
 * How long each task pauses, in place and side by side; a strategy for which the quotas have no room is left out.
 *
 * @param hops what an upgrade in place goes through
 * @param moved the tasks that are moved, where a plan side by side is made. Default: all that there are
 */
export function pausesOf(
  { instance, tasks, quotas }: DmsSurvey,
  hops: readonly Hop[],
  moved?: readonly ReplicationTask[],
): readonly ForecastPause[] {
  const { region, instanceId, allocatedStorage } = instance;
  const isWay = moved !== undefined || shortfall(quotas, allocatedStorage ?? 0) === undefined;
  return tasks.map((task) => {
    const beside = isRunning(task) && (moved ?? tasks).includes(task) ? pauseBeside : 0;
    return {
      member: taskUrl(region, instanceId, task.identifier),
      pauses: {
        'in-place': isRunning(task) ? pauseInPlace(hops.length) : 0,
        ...(isWay ? { 'side-by-side': beside } : {}),
      },
    };
  });
}
