import type { Clock } from './clock.ts';

/** A clock that reads another one wrongly. */
export interface ShiftedClock extends Clock {
  /** Shifts what `now` reads from here on; may be negative. */
  jump(milliseconds: number): void;
}

/** The clock of a machine that is set wrong, or set anew, while the cloud's own stays right. */
export function shiftedClock(clock: Clock): ShiftedClock {
  let shift = 0;
  return {
    now: () => clock.now() + shift,
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
    jump(milliseconds) {
      shift += milliseconds;
    },
  };
}
