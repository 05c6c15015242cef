import type { Instant, Milliseconds } from './time.ts';

/**
 * Where time comes from. Nothing in core reads the time or sets a timer by itself.
 *
 * @example
 * ```ts
 * const clock: Clock = systemClock();
 * ```
 */
export interface Clock {
  now(): Instant;
  /** Milliseconds since any moment, never set back or forward. Default: `now`. */
  monotonic?(): Milliseconds;
  /** Resolves after the time has passed, or at once when the signal is aborted. Never rejects. */
  sleep(duration: Milliseconds, signal?: AbortSignal): Promise<void>;
}

/** Where chance comes from: ids, and the jitter of a back-off. */
export interface Randomness {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A new id that nobody else has: 32 hexadecimal digits. */
  id(): string;
}
