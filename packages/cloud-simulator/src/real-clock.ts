import type { Clock } from './clock.ts';

/** The one place of the simulator that reads the machine's time and sets timers. */

/**
 * Real time, at a pace of its own.
 *
 * @param options.speed - how many simulated seconds pass in a real one; 60 makes a second a minute. Default 1
 * @param options.start - what `now` reads at first, in milliseconds since the epoch. Default: the machine's time
 */
export function realClock(options: { speed?: number; start?: number } = {}): Clock {
  const speed = options.speed ?? 1;
  const start = options.start ?? Date.now();
  const began = performance.now();
  return {
    now: () => start + (performance.now() - began) * speed,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const abort = (): void => {
          clearTimeout(timer);
          reject(signal?.reason as Error);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', abort);
          resolve();
        }, Math.max(0, milliseconds) / speed);
        signal?.addEventListener('abort', abort, { once: true });
      }),
  };
}
