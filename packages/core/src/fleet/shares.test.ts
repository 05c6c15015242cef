import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, valueOf } from '../testing/results.ts';
import type { Share } from './request.ts';
import { instancesOf } from './shares.ts';

describe('a share', () => {
  it('is itself where it is a number', () => {
    expect(valueOf(instancesOf('maxErrors', 0, 10, 0))).toBe(0);
    expect(valueOf(instancesOf('maxConcurrency', 25, 10, 1))).toBe(25);
  });

  it('is rounded up where it is a part, so that none becomes zero', () => {
    expect(valueOf(instancesOf('size', '1%', 10, 1))).toBe(1);
    expect(valueOf(instancesOf('size', '33.3%', 10, 1))).toBe(4);
    expect(valueOf(instancesOf('size', '100%', 7, 1))).toBe(7);
    expect(valueOf(instancesOf('maxErrors', '0%', 7, 0))).toBe(0);
    expect(valueOf(instancesOf('size', '1.1%', 3_000, 1))).toBe(33);
  });

  it('is the least whole number that is that part or more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 1_000 }), fc.integer({ min: 1, max: 5_000 }), (tenths, all) => {
        const got = valueOf(instancesOf('size', `${tenths / 10}%`, all, 1));
        // In whole numbers, where nothing is lost.
        expect(got * 1_000).toBeGreaterThanOrEqual(all * tenths);
        if (got > 1) expect((got - 1) * 1_000).toBeLessThan(all * tenths);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[Share, 0 | 1]>([
    [0, 1],
    [-1, 0],
    [1.5, 0],
    [Number.NaN, 0],
    ['0%', 1],
    ['101%', 1],
    ['1000%', 1],
    ['-5%', 0],
  ])('%s, at least %i, is refused in one line that says what is right', (share, least) => {
    const error = errorOf(instancesOf('size of canary', share, 10, least));
    expect(error).toMatchObject({ kind: 'invalid-input', input: 'size of canary' });
    expect(error.message).toMatch(/right is a whole number from [01], or a part from [01]% to 100%/);
  });
});
