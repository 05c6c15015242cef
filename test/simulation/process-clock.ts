import type { SimulatedClock } from '@engine-upgrader/cloud-simulator';
import type { Clock } from '@engine-upgrader/core';
import type { ClockJump } from './disturbances.ts';

/** The clock of one process' machine: it is set anew now and then, while the time that passes stays the same. */
export function processClock(clock: SimulatedClock, jumps: readonly ClockJump[]): Clock {
  if (jumps.length === 0) return clock;
  const began = clock.now();
  return {
    now: () => {
      const now = clock.now();
      return jumps.reduce((time, { after, by }) => (now >= began + after ? time + by : time), now);
    },
    monotonic: () => clock.now(),
    sleep: (duration, signal) => clock.sleep(duration, signal),
  };
}
