import type { Instant, PendingMaintenance, VersionDates } from '@engine-upgrader/core';

/** The dates that a cloud gives for a version, in one line. */
export function datesLine(dates: VersionDates | undefined): string {
  const { automaticUpgrade, forcedUpgrade, deprecation } = dates ?? {};
  return [
    dated('automatic', automaticUpgrade),
    dated('forced', forcedUpgrade),
    dated('end of support', deprecation),
  ]
    .filter(Boolean)
    .join(', ');
}

/** Announced maintenance, in one line. */
export function maintenanceLine(pending: readonly PendingMaintenance[] = []): string {
  return pending
    .map(({ action, appliedAfter, forcedAt }) =>
      [action, dated('after', appliedAfter), dated('forced', forcedAt)].filter(Boolean).join(' '),
    )
    .join(', ');
}

function dated(name: string, at: Instant | undefined): string {
  return at === undefined ? '' : `${name} ${new Date(at).toISOString().slice(0, 10)}`;
}
