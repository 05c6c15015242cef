import type { Forecast, ForecastPause, Hop, Milliseconds } from '@engine-upgrader/core';
import type { ResolvedOptions } from './options.ts';
import { pauseBeside, pauseInPlace, upgradeTime } from './pauses.ts';
import type { ResolvedDmsRequest } from './request.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** "Creating a replication instance takes several minutes" (UG). */
const createTime = 10 * minute;

/** How long an upgrade side by side takes, and so two instances are paid for; a person's pause is not counted. */
export function durationBeside(tasks: number, parallelTasks: number): Milliseconds {
  return createTime + Math.ceil(tasks / parallelTasks) * (pauseBeside + 2 * minute);
}

/** What a draft side by side will cost. A person's pause is not counted. */
export function forecastBeside(
  tasks: number,
  pauses: readonly ForecastPause[],
  { parallelTasks, target }: ResolvedOptions,
  steps: number,
): Forecast {
  const running = pauses.filter(pauseOf('side-by-side')).length;
  return {
    duration: durationBeside(tasks, parallelTasks),
    interruption: running > 0 ? pauseBeside : 0,
    calls: 20 + steps * 30,
    maintenanceWindows: 0,
    ...(target === undefined ? { furtherInstances: 1 } : {}),
    pauses,
    remarks: [
      `the tasks that run (${running}) pause ${parallelTasks === 1 ? 'one after the other' : `at most ${parallelTasks} at a time`}; in place all would pause at once`,
      'a second instance costs money from its creation until the old one is deleted; the old one is left',
    ],
  };
}

/** What a draft in place will cost. */
export function forecastInPlace(
  request: ResolvedDmsRequest,
  hops: readonly Hop[],
  pauses: readonly ForecastPause[],
  steps: number,
): Forecast {
  if (hops.length === 0) {
    return { duration: 0, interruption: 0, calls: 6, maintenanceWindows: 0, remarks: [] };
  }
  const windows = request.effectiveTime === 'maintenance-window' ? hops.length : 0;
  const isInterrupted = pauses.some(pauseOf('in-place'));
  const interruption = isInterrupted ? pauseInPlace(hops.length) : hops.length * upgradeTime;
  const remarks = [
    isInterrupted
      ? `replication pauses for about ${interruption / minute} minutes; a PostgreSQL source keeps its log meanwhile`
      : 'no task runs: nothing is interrupted',
    ...(windows > 1 ? [`${windows} hops take ${windows} weekly maintenance windows`] : []),
  ];
  return {
    duration: interruption + windows * 7 * day,
    interruption: isInterrupted ? interruption : 0,
    calls: 12 + steps * 12,
    maintenanceWindows: windows,
    ...(pauses.length > 0 ? { pauses } : {}),
    remarks,
  };
}

function pauseOf(strategy: string): (pause: ForecastPause) => boolean {
  return ({ pauses }) => (pauses[strategy] ?? 0) > 0;
}
