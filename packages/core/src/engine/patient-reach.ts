import { err, ok, type Result, ResultAsync } from 'neverthrow';
import type { Reach } from '../contract/driver.ts';
import type { ThrottledError, UpgradeError } from '../contract/errors.ts';
import type { Instant } from '../contract/time.ts';
import { backOff } from './back-off.ts';
import type { Meter } from './budget.ts';
import type { Engine } from './engine.ts';

/** A read that is throttled so many times in a row is given up. */
const mostTimes = 12;
const base = 1_000;
const ceiling = 30_000;

/**
 * A reach for reads that no later look repeats: those of a plan, a listing, an instance. What the cloud throttles
 * shrinks the budget for everyone, and is read again after a while.
 *
 * @param until when there is no more patience. Default: only a read that is throttled again and again is given up
 */
export function patientReach(
  { clock, randomness }: Pick<Engine<never>, 'clock' | 'randomness'>,
  meter: Meter,
  until: Instant = Number.POSITIVE_INFINITY,
): Reach {
  const left = (): number => Math.max(0, until - clock.now());
  const again = async (error: ThrottledError, times: number): Promise<Result<void, UpgradeError>> => {
    meter.note(error);
    const pause = backOff(times, base, ceiling, randomness.next(), error.retryAfter);
    if (times >= mostTimes || pause > left()) return err(inVain(error, times));
    await clock.sleep(pause);
    const turn = await meter.patient(left())('read');
    return turn.isOk() ? ok(undefined) : err(inVain(error, times));
  };
  return {
    gate: (use) => meter.patient(left())(use),
    now: () => clock.now(),
    again: (error, times) => new ResultAsync(again(error, times)),
  };
}

function inVain(error: ThrottledError, times: number): ThrottledError {
  const tried = times === 1 ? 'once' : `${times} times`;
  const message = `${error.message}; it was tried ${tried}, and nothing was changed. Try again later, or with a smaller request budget`;
  return { ...error, message };
}
