import type { Forecast, Hop } from '@engine-upgrader/core';
import type { ResolvedRdsRequest } from './request.ts';

const minute = 60_000;
/** What one upgrade of one member usually takes; nothing is documented. */
const upgradeTime = 15 * minute;
/** How long an upgrade interrupts connections: "about 15 seconds" (MV). */
const interruption = 15_000;
const day = 24 * 60 * minute;

/** What a draft will cost. */
export function forecast(
  request: ResolvedRdsRequest,
  hops: readonly Hop[],
  members: number,
  steps: number,
): Forecast {
  const waitsForWindow = request.effectiveTime === 'maintenance-window';
  const windows = waitsForWindow ? hops.length * (members > 1 ? 2 : 1) : 0;
  const upgrading = hops.length * members * upgradeTime;
  const remarks = [
    `each upgrade of an instance interrupts its connections for about ${interruption / 1_000} s`,
    ...(hops.some((hop) => hop.from === '5.5') ? ['5.5 to 5.6 turns GTID on'] : []),
    ...(windows > 1
      ? [`up to ${windows} maintenance windows, unless one has room for more than one upgrade`]
      : []),
  ];
  return {
    duration: hops.length === 0 ? 0 : upgrading + windows * day,
    interruption: hops.length * interruption,
    calls: 4 + steps * 12,
    maintenanceWindows: windows,
    remarks: hops.length === 0 ? [] : remarks,
  };
}
