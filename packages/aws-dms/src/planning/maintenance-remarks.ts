import type { Instant, PendingMaintenance } from '@engine-upgrader/core';

/** What announced maintenance means for whoever is about to choose a target. */
export function maintenanceRemarks(pending: readonly PendingMaintenance[]): readonly string[] {
  return pending.map(({ action, appliedAfter, forcedAt }) => {
    const dates = [...dated('applied after', appliedAfter), ...dated('forced', forcedAt)].join(', ');
    return `${action} is announced${dates && ` (${dates})`} and may come along`;
  });
}

function dated(name: string, at: Instant | undefined): readonly string[] {
  return at === undefined ? [] : [`${name} ${new Date(at).toISOString().slice(0, 10)}`];
}
