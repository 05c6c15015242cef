import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';

function firstTwenty(seed: number | string): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: 20 }, () => random.next());
}

describe('seeded randomness', () => {
  it('repeats itself for the same seed, and differs for others', () => {
    expect(firstTwenty(7)).toEqual(firstTwenty(7));
    expect(firstTwenty(7)).toEqual(firstTwenty('7'));
    expect(firstTwenty(7)).not.toEqual(firstTwenty(8));
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, low, span) => {
        const random = seededRandom(seed);
        const drawn = random.integer(low, low + span);
        const next = random.next();
        expect(Number.isInteger(drawn) && drawn >= low && drawn <= low + span).toBe(true);
        expect(next >= 0 && next < 1).toBe(true);
        expect(random.hex(11)).toMatch(/^[0-9a-f]{11}$/);
      }),
    );
  });

  it('forks by name, however much was drawn before', () => {
    const one = seededRandom(3);
    const other = seededRandom(3);
    other.next();
    expect(one.fork('a').next()).toBe(other.fork('a').next());
    expect(one.fork('a').next()).not.toBe(one.fork('b').next());
  });

  it('spreads evenly', () => {
    const random = seededRandom('even');
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 40_000; draw += 1) {
      const drawn = random.integer(0, 3);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('refuses to pick from nothing', () => {
    expect(() => seededRandom(1).pick([])).toThrow(RangeError);
  });
});
