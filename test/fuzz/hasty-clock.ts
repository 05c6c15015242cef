import type { Clock } from '@engine-upgrader/core';

/** Time that passes at once when somebody sleeps, for the upgrader and the cloud alike. */
export function hastyClock(start: number = Date.UTC(2026, 0, 5, 12)): Clock {
  let now = start;
  return {
    now: () => now,
    sleep: async (duration) => {
      now += Math.max(0, duration);
    },
  };
}
