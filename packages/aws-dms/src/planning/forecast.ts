import type { Forecast, Hop } from '@engine-upgrader/core';
import type { ResolvedDmsRequest } from './request.ts';

const minute = 60_000;
/** "Upgrading the replication instance takes several minutes" (UG). */
const upgradeTime = 10 * minute;
/** What a task usually takes to stop, and to start again; nothing is documented. */
const taskTime = 2 * minute;
const day = 24 * 60 * minute;

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
  const interruption = hops.length * upgradeTime + (runningTasks > 0 ? 2 * taskTime : 0);
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
