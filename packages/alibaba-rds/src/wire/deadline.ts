import type { Milliseconds } from '@engine-upgrader/core';

/** What a deadline gives when it passes first. */
export const late: unique symbol = Symbol('late');

/** A promise, or `late` after a time. The one place of this package that sets a timer. */
export async function within<T>(time: Milliseconds, promise: Promise<T>): Promise<T | typeof late> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), time);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
