import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy, longestInterval, movingInterval, usablePolicy, waitingInterval } from './policy.ts';

const second = 1_000;
const least = {
  settle: 1,
  reads: 1,
  negativeReads: 2,
  refusals: 1,
  freeLimit: 0,
  beginLimit: 0,
  finishLimit: 0,
  blindLimit: 0,
};

describe('a policy', () => {
  it('takes every number that can be used, and the default for what is left out', () => {
    expect(usablePolicy({})).toEqual(defaultPolicy);
    const given = {
      settle: 5,
      reads: 6,
      negativeReads: 7,
      refusals: 8,
      freeLimit: 9,
      beginLimit: 10,
      finishLimit: 11,
      blindLimit: 12,
      pollInterval: 13,
    };
    expect(usablePolicy(given)).toEqual(given);
  });

  it('raises what is too small, and does without what is no number', () => {
    const low = Object.fromEntries(Object.keys(least).map((name) => [name, -1]));
    expect(usablePolicy(low)).toEqual(least);
    const none = Object.fromEntries(Object.keys(least).map((name) => [name, Number.NaN]));
    expect(usablePolicy({ ...none, pollInterval: Number.NaN })).toEqual(defaultPolicy);
    expect(usablePolicy({ pollInterval: 0 })).toEqual(defaultPolicy);
    expect(usablePolicy({ pollInterval: Number.POSITIVE_INFINITY })).toEqual(defaultPolicy);
  });
});

describe('the time to the next look', () => {
  it('is late by a sixtieth of the wait at most, and at the ceiling within a quarter of an hour', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (waited) => {
        const interval = waitingInterval(defaultPolicy, waited, movingInterval(defaultPolicy));
        expect(interval).toBeLessThanOrEqual(Math.max(15 * second, waited / 60));
        expect(interval).toBeGreaterThanOrEqual(15 * second);
        expect(interval).toBeLessThanOrEqual(longestInterval(defaultPolicy));
      }),
    );
    expect(longestInterval(defaultPolicy)).toBe(15 * 60 * second);
    expect(waitingInterval(defaultPolicy, 1e9, 15 * second)).toBe(15 * 60 * second);
    expect(waitingInterval(defaultPolicy, 3_600_000, 15 * second)).toBe(60 * second);
  });

  it('is the one that was asked for, whatever is waited for', () => {
    const policy = { ...defaultPolicy, pollInterval: 200 };
    expect(movingInterval(policy)).toBe(200);
    expect(longestInterval(policy)).toBe(200);
    expect(waitingInterval(policy, 1e9, 15 * second)).toBe(200);
    const slow = { ...defaultPolicy, pollInterval: 120 * second };
    expect(waitingInterval(slow, 0, 15 * second)).toBe(120 * second);
  });
});
