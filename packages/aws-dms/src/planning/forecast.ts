import type { Forecast, Hop } from '@engine-upgrader/core';
import type { ResolvedOptions } from './options.ts';
import type { ResolvedDmsRequest } from './request.ts';

const minute = 60_000;
/** "Upgrading the replication instance takes several minutes" (UG). */
const upgradeTime = 10 * minute;
/** What a task usually takes to stop, and to start again; nothing is documented. */
const taskTime = 2 * minute;
const day = 24 * 60 * minute;

/** "Creating a replication instance takes several minutes" (UG). */
const createTime = 10 * minute;
/** What a task usually takes to move; nothing is documented. */
const moveTime = 4 * minute;

/** How long a running task pauses in place, all hops together. */
export function pauseInPlace(hops: number): number {
  return hops * upgradeTime + 2 * taskTime;
}

/** How long a running task pauses where it is moved. */
export const pauseBeside: number = 2 * taskTime + moveTime;

/** What a draft side by side will cost. A person's pause is not counted. */
export function forecastBeside(
  running: number,
  tasks: number,
  options: ResolvedOptions,
  steps: number,
): Forecast {
  const rounds = Math.ceil(tasks / options.parallelTasks);
  return {
    duration: createTime + rounds * (pauseBeside + 2 * minute),
    interruption: running > 0 ? pauseBeside : 0,
    calls: 20 + steps * 30,
    maintenanceWindows: 0,
    remarks: [
      `each task that runs (${running}) pauses for about ${pauseBeside / minute} minutes, ${options.parallelTasks} at a time; in place all would pause at once for about ${pauseInPlace(1) / minute} or more`,
      'a second instance costs money from its creation until the old one is deleted; the old one is left',
    ],
  };
}

/** What a draft will cost. */
export function forecast(
  request: ResolvedDmsRequest,
  hops: readonly Hop[],
  runningTasks: number,
  steps: number,
): Forecast {
  if (hops.length === 0) {
    return { duration: 0, interruption: 0, calls: 6, maintenanceWindows: 0, remarks: [] };
  }
  const windows = request.effectiveTime === 'maintenance-window' ? hops.length : 0;
  const interruption = runningTasks > 0 ? pauseInPlace(hops.length) : hops.length * upgradeTime;
  const remarks = [
    runningTasks > 0
      ? `replication pauses for about ${interruption / minute} minutes; a PostgreSQL source keeps its log meanwhile`
      : 'no task runs: nothing is interrupted',
    ...(windows > 1 ? [`${windows} hops take ${windows} weekly maintenance windows`] : []),
  ];
  return {
    duration: interruption + windows * 7 * day,
    interruption: runningTasks > 0 ? interruption : 0,
    calls: 12 + steps * 12,
    maintenanceWindows: windows,
    remarks,
  };
}
