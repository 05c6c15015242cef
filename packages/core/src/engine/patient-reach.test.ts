import { errAsync, ok, okAsync, type ResultAsync } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import type { ThrottledError, UpgradeError } from '../contract/errors.ts';
import { errorOf, valueOf } from '../testing/results.ts';
import { Meter } from './budget.ts';
import { pacedRead } from './paced-read.ts';
import { patientReach } from './patient-reach.ts';

const limits = { capacity: 20, refillPerSecond: 5 };
const slow: ThrottledError = { kind: 'throttled', message: 'Describe was throttled: slow down' };

/** A reach over a clock on which a sleep passes at once, and reads that are throttled so many times. */
function reading(until?: number) {
  let time = 0;
  const clock = {
    now: () => time,
    sleep: async (duration: number) => {
      time += duration;
    },
  };
  const randomness = { next: () => 0.5, id: () => 'id' };
  const meter = new Meter({ tokens: 20, at: 0, refillPerSecond: 5 }, limits, clock, 1_000);
  const reach = patientReach({ clock, randomness }, meter, until);
  let calls = 0;
  const read = (
    throttled: number,
    error: UpgradeError = slow,
  ): ResultAsync<string, { error: UpgradeError }> =>
    pacedRead(reach, () => {
      calls += 1;
      return calls > throttled ? okAsync('read') : errAsync({ error });
    });
  return { reach, meter, read, calls: () => calls, now: () => time };
}

describe('a read that no later look repeats', () => {
  it('is sent once where it is answered', async () => {
    const { read, calls, now } = reading();
    expect(valueOf(await read(0))).toBe('read');
    expect([calls(), now()]).toEqual([1, 0]);
  });

  it('is sent again where it was throttled, later each time', async () => {
    const { read, calls, now } = reading();
    expect(valueOf(await read(3))).toBe('read');
    expect(calls()).toBe(4);
    expect(now()).toBeGreaterThan(3_000);
  });

  it('makes everybody who shares the budget slower', async () => {
    const { read, meter } = reading();
    await read(1);
    expect(meter.carry).toMatchObject({ refillPerSecond: expect.closeTo(2.5, 1) });
  });

  it('waits for as long as the cloud asks for', async () => {
    const { read, now } = reading();
    await read(1, { ...slow, retryAfter: 45_000 });
    expect(now()).toBeGreaterThanOrEqual(45_000);
  });

  it('is given up in the end, and says that it was throttled and what did not happen', async () => {
    const { read, calls, now } = reading();
    const { error } = errorOf(await read(1_000));
    expect(error).toMatchObject({ kind: 'throttled' });
    expect(error.message).toMatch(
      /^Describe was throttled: slow down; it was tried 12 times, and nothing was changed/,
    );
    expect(calls()).toBe(12);
    expect(now()).toBeLessThan(10 * 60_000);
  });

  it('is given up when the patience is over, and sooner than a wait that goes beyond it', async () => {
    const { read, now } = reading(10_000);
    expect(errorOf(await read(1_000)).error.kind).toBe('throttled');
    expect(now()).toBeLessThanOrEqual(10_000);
    const hinted = reading(10_000);
    expect(errorOf(await hinted.read(1, { ...slow, retryAfter: 3_600_000 })).error.message).toContain(
      'tried once',
    );
    expect(hinted.now()).toBe(0);
  });

  it('is not sent again for any other error', async () => {
    const { read, calls } = reading();
    const error = { kind: 'unavailable', message: 'no answer' } as const;
    expect(errorOf(await read(5, error))).toEqual({ error });
    expect(calls()).toBe(1);
  });

  it('is left to the next look where the reach has no patience', async () => {
    const { reach } = reading();
    let calls = 0;
    const read = await pacedRead({ gate: reach.gate, now: reach.now }, async () => {
      calls += 1;
      return calls > 1 ? ok('read') : errAsync({ error: slow });
    });
    expect(errorOf(read).error).toEqual(slow);
  });

  it('is not sent where the budget has no turn for it', async () => {
    const refused = { kind: 'throttled', message: 'used up' } as const;
    const gate = () => errAsync(refused);
    let calls = 0;
    const read = await pacedRead({ gate, now: () => 0 }, async () => {
      calls += 1;
      return ok('read');
    });
    expect(errorOf(read).error).toEqual(refused);
    expect(calls).toBe(0);
  });
});
