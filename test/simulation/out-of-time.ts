import type { UpgradeEvent } from '@engine-upgrader/core';

/** What happened, when on the cloud's clock. */
export interface TimedEvent {
  readonly at: number;
  readonly event: UpgradeEvent;
}

/**
 * Whether steps were left to a person because their limit ran out while calls still failed at random: each was sent a
 * full limit before, and ended before the faults did. To ask is right then, however little stood in the way for good.
 *
 * @param left ids of the steps that were left
 */
export function isOutOfTime(
  left: readonly string[],
  events: readonly TimedEvent[],
  faults: { readonly until: number; readonly limit: number },
): boolean {
  const lastOf = (stepId: string, name: UpgradeEvent['event']): number | undefined =>
    events.findLast(({ event }) => event.event === name && 'stepId' in event && event.stepId === stepId)?.at;
  return (
    left.length > 0 &&
    left.every((stepId) => {
      const [sent, ended] = [lastOf(stepId, 'intent-stored'), lastOf(stepId, 'step-ended')];
      if (sent === undefined || ended === undefined) return false;
      return ended < faults.until && ended - sent >= faults.limit;
    })
  );
}
