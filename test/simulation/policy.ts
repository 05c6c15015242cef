import type { Random } from '@engine-upgrader/cloud-simulator';
import type { EffectiveTime, Policy } from '@engine-upgrader/core';

const hour = 60 * 60_000;

/**
 * Draws how patient a run is. `settle` is never below the sum of the cloud's delays (beginning, propagation,
 * staleness). Most seeds take their time: they look less often at the same events, and decide as much.
 */
export function drawPolicy(
  random: Random,
  leastSettle: number,
  effectiveTime: EffectiveTime,
): Partial<Policy> & Pick<Policy, 'settle' | 'beginLimit'> {
  // Looks at what waits days for its window show the same again and again.
  const often = effectiveTime === 'immediate' ? [1, 2, 4] : [2, 4];
  const settle = leastSettle * random.pick([...often, 8, 8, 8, 12, 12, 12, 12]);
  // As many looks as it may take, but no more hours than the longest trouble lasts.
  return {
    settle,
    freeLimit: 6 * hour,
    beginLimit: Math.min(settle * 60, 8 * hour),
    finishLimit: Math.min(settle * 90, 10 * hour),
    blindLimit: 8 * hour,
  };
}
