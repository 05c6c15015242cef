import type { Milliseconds } from '../contract/time.ts';

/**
 * How long to keep away after the nth refusal in a row: doubled each time, up to a ceiling, with jitter
 * between half of it and all of it, and never less than the cloud's own hint.
 *
 * @param chance a number from 0 to 1, exclusive
 */
export function backOff(
  refusal: number,
  base: Milliseconds,
  ceiling: Milliseconds,
  chance: number,
  hint = 0,
): Milliseconds {
  const full = Math.min(ceiling, base * 2 ** Math.min(20, Math.max(0, refusal - 1)));
  return Math.max(hint, Math.round(full * (0.5 + chance / 2)));
}
