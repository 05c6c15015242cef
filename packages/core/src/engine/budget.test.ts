import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/results.ts';
import type { Json } from '../contract/facts.ts';
import type { Clock } from '../contract/ports.ts';
import { type Budget, type BudgetLimits, budgetFrom, Meter, refilled, throttled, waitFor } from './budget.ts';

const limits: BudgetLimits = { capacity: 20, refillPerSecond: 2 };
const full: Budget = { tokens: 20, at: 0, refillPerSecond: 2 };
const slow = { kind: 'throttled', message: 'slow down' } as const;

/** A clock whose time a test sets; a sleep lets that time pass at once. */
class HandClock implements Clock {
  time = 0;
  now(): number {
    return this.time;
  }
  async sleep(duration: number): Promise<void> {
    this.time += duration;
  }
}

async function granted(meter: Meter, clock: HandClock, uses: readonly Use[]): Promise<number[]> {
  const times: number[] = [];
  for (const { use, after } of uses) {
    clock.time += after;
    // One after the other, as a tick sends its calls.
    const turn = await meter.gate(use);
    if (turn.isOk()) times.push(clock.time);
  }
  return times;
}

interface Use {
  readonly use: 'read' | 'write';
  readonly after: number;
}

const uses = fc.array(
  fc.record({ use: fc.constantFrom('read' as const, 'write' as const), after: fc.nat(3_000) }),
  { maxLength: 120 },
);

describe('the budget of a scope', () => {
  it('grants in no span of time more than its capacity and what is refilled in it', async () => {
    await fc.assert(
      fc.asyncProperty(uses, async (drawn) => {
        const clock = new HandClock();
        const times = await granted(new Meter(full, limits, clock, 60_000), clock, drawn);
        for (const [first, from] of times.entries()) {
          for (const [more, to] of times.slice(first).entries()) {
            const most = limits.capacity + ((to - from) / 1_000) * limits.refillPerSecond;
            expect(more + 1).toBeLessThanOrEqual(most + 1e-6);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('lets those queue up who come at once', async () => {
    const times: number[] = [];
    let time = 0;
    const waiting: { readonly at: number; readonly wake: () => void }[] = [];
    const clock: Clock = {
      now: () => time,
      sleep: (duration) => new Promise((wake) => waiting.push({ at: time + duration, wake })),
    };
    const meter = new Meter(full, limits, clock, 3_600_000);
    const all = Array.from({ length: 60 }, async () => {
      await meter.gate('write');
      times.push(time);
    });
    await Promise.resolve();
    for (const { at, wake } of waiting.toSorted((a, b) => a.at - b.at)) {
      time = at;
      wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    const most = (until: number) => limits.capacity + (until / 1_000) * limits.refillPerSecond;
    for (const [index, at] of times.entries()) expect(index + 1).toBeLessThanOrEqual(most(at) + 1e-6);
    expect(times).toHaveLength(60);
  });

  it('keeps a reserve that reads leave for changes', () => {
    let budget = full;
    let reads = 0;
    while (waitFor(budget, limits, 'read') === 0) {
      budget = { ...budget, tokens: budget.tokens - 1 };
      reads += 1;
    }
    expect(reads).toBeLessThan(limits.capacity);
    expect(waitFor(budget, limits, 'write')).toBe(0);
  });

  it('refuses, and sends nothing, rather than wait longer than it has patience', async () => {
    const clock = new HandClock();
    const meter = new Meter({ ...full, tokens: 0 }, limits, clock, 100);
    const turn = await meter.gate('write');
    expect(errorOf(turn)).toMatchObject({ kind: 'throttled', retryAfter: 500 });
    expect(clock.time).toBe(0);
  });

  it('slows everyone down when the cloud throttles, also the next holder', async () => {
    const meter = new Meter(full, limits, new HandClock(), 60_000);
    meter.note(slow);
    const next = budgetFrom(JSON.parse(JSON.stringify(meter.carry)) as Json, limits, 0);
    expect(waitFor(next, limits, 'write')).toBeGreaterThan(waitFor({ ...full, tokens: 0 }, limits, 'write'));
  });

  it('is never made larger or faster by throttling', () => {
    const any = fc.record({
      tokens: fc.integer({ min: -100, max: 20 }),
      at: fc.nat(),
      refillPerSecond: fc.constantFrom(0.125, 0.25, 1, 2),
    });
    fc.assert(
      fc.property(any, (budget) => {
        const after = throttled(budget, limits);
        expect(after.tokens).toBeLessThanOrEqual(budget.tokens);
        expect(after.refillPerSecond).toBeLessThanOrEqual(budget.refillPerSecond);
        expect(after.refillPerSecond).toBeGreaterThan(0);
      }),
    );
  });

  it('learns from the cloud how many requests may come at once: in the end no two of them', async () => {
    const clock = new HandClock();
    let budget = full;
    for (let times = 0; times < 10; times += 1) budget = throttled(budget, limits);
    // Idle for a minute, so that there is a reserve as far as there may be one.
    clock.time = 60_000;
    const meter = new Meter(refilled(budget, limits, clock.time), limits, clock, 60_000);
    const times = await granted(
      meter,
      clock,
      Array.from({ length: 3 }, () => ({ use: 'read', after: 0 })),
    );
    expect(times).toHaveLength(3);
    expect(new Set(times).size).toBe(3);
  });

  it('has enough for a read however much it was throttled', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.constantFrom('read' as const, 'write' as const), (often, use) => {
        let budget = full;
        for (let times = 0; times < often; times += 1) budget = throttled(budget, limits);
        expect(waitFor(refilled(budget, limits, 120_000), limits, use)).toBe(0);
      }),
    );
  });

  it('keeps to what it has learnt for minutes, so that the next burst is not throttled again', () => {
    const learnt = throttled(full, limits).refillPerSecond;
    const soon = refilled(throttled(full, limits), limits, 60_000).refillPerSecond;
    expect(soon / learnt).toBeLessThan(1.2);
  });

  it('recovers its rate once the cloud throttles no more', () => {
    let budget = full;
    for (let time = 0; time < 10; time += 1) budget = throttled(budget, limits);
    const later = refilled(refilled(budget, limits, 600_000), limits, 1_200_000);
    expect(later.refillPerSecond).toBe(limits.refillPerSecond);
    expect(later.tokens).toBe(limits.capacity);
  });

  it('does not take its own refusal for the cloud’s: a bucket that is asked too early still fills', async () => {
    const clock = new HandClock();
    const meter = new Meter({ ...full, tokens: 0 }, limits, clock, 100);
    const turn = await meter.gate('write');
    const before = meter.carry;
    meter.note(errorOf(turn));
    expect(meter.carry).toEqual(before);
  });

  it('only notes errors that are about its rate', () => {
    const meter = new Meter(full, limits, new HandClock(), 60_000);
    const before = meter.carry;
    meter.note({ kind: 'unavailable', message: 'a time-out' });
    expect(meter.carry).toEqual(before);
  });

  it('is the same after a way through JSON', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 9, noNaN: true }), fc.nat(1_000_000), (tokens, at) => {
        const budget = { tokens: tokens + 0, at, refillPerSecond: 1 };
        const carried = budgetFrom(JSON.parse(JSON.stringify(budget)) as Json, limits, at);
        expect(carried.tokens).toBeCloseTo(tokens);
        expect(carried).toMatchObject({ at, refillPerSecond: 1 });
      }),
    );
  });

  it.each<readonly [string, Json]>([
    ['nothing', null],
    ['a text', 'full'],
    ['a list', [1, 2, 3]],
    ['an empty object', {}],
    ['a field missing', { tokens: 1, at: 5 }],
    ['a field of another type', { tokens: '1', at: 5, refillPerSecond: 1 }],
    ['a rate of nothing', { tokens: 0, at: 5, refillPerSecond: 0 }],
    ['a rate below nothing', { tokens: 0, at: 5, refillPerSecond: -1 }],
  ])('is full where what the last holder left is %s', (_what, carry) => {
    expect(budgetFrom(carry, limits, 7)).toEqual({ ...full, at: 7 });
  });

  it('is within its limits whatever the last holder left', () => {
    const any = fc.oneof(
      fc.jsonValue(),
      fc.record({ tokens: fc.double(), at: fc.double(), refillPerSecond: fc.double() }),
    );
    fc.assert(
      fc.property(any, fc.nat(), (carry, now) => {
        const budget = budgetFrom(JSON.parse(JSON.stringify(carry)) as Json, limits, now);
        expect(budget.tokens).toBeLessThanOrEqual(limits.capacity);
        expect(budget.refillPerSecond).toBeLessThanOrEqual(limits.refillPerSecond);
        expect(budget.refillPerSecond).toBeGreaterThan(0);
        expect(budget.at).toBe(now);
      }),
    );
  });

  it('gets nothing from a clock that went back', () => {
    const low = { tokens: 3, at: 100_000, refillPerSecond: 1 };
    expect(refilled(low, limits, 40_000)).toMatchObject({ tokens: 3, refillPerSecond: 1 });
  });

  it('gets no more than its capacity from a clock that jumped ahead', () => {
    expect(refilled(full, limits, 10 ** 12).tokens).toBe(limits.capacity);
  });
});
