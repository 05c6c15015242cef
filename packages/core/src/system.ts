import { randomBytes } from 'node:crypto';
import type { Clock, Randomness } from './contract/ports.ts';

/** The machine's own time: the one place in core that reads it and sets timers. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (duration, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, Math.max(0, duration));
        signal?.addEventListener('abort', done, { once: true });
      }),
  };
}

/** The machine's own randomness: the one place in core that rolls dice. */
export function systemRandomness(): Randomness {
  return { next: () => Math.random(), id: () => randomBytes(16).toString('hex') };
}
