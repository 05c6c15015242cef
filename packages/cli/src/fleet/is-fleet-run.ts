import type { RunSummary } from '@engine-upgrader/core';

/** Whether a stored run is the one of a fleet, and not an upgrade: its provider says so. */
export function isFleetRun({ provider }: Pick<RunSummary, 'provider'>): boolean {
  return provider === 'fleet';
}
