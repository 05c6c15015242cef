import type { Clock } from '@engine-upgrader/core';

/** Time that jumps to the next sleeper as soon as nothing else is to be done. */
export function jumpingClock(start: number = Date.UTC(2026, 0, 1)): Clock {
  const sleepers = new Set<{ readonly due: number; wake(): void }>();
  let now = start;
  const wakeNext = (): void => {
    const [next] = [...sleepers].toSorted((one, other) => one.due - other.due);
    if (!next) return;
    sleepers.delete(next);
    now = Math.max(now, next.due);
    next.wake();
  };
  return {
    now: () => now,
    sleep: (duration, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { due: now + duration, wake: resolve };
        sleepers.add(sleeper);
        setImmediate(wakeNext);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          resolve();
        });
      }),
  };
}
