import type { Milliseconds } from '@engine-upgrader/core';

/** A time limit of one call: a signal for the client, and a promise that rejects when it passes. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly passed: Promise<never>;
  /** The call is over: nothing is left behind. */
  over(): void;
}

/** Starts a time limit. The one place of this package that sets a timer. */
export function startDeadline(time: Milliseconds): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const passed = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  const timer = setTimeout(() => {
    const late = new Error(`no answer within ${time} ms`);
    late.name = 'TimeoutError';
    controller.abort(late);
  }, time);
  return { signal, passed, over: () => clearTimeout(timer) };
}
