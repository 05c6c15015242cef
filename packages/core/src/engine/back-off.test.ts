import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff } from './back-off.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backOff', () => {
  it('is between half and all of the doubled time, and never over the ceiling', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), chance, (refusal, drawn) => {
        const full = Math.min(120_000, 2_000 * 2 ** (refusal - 1));
        const time = backOff(refusal, 2_000, 120_000, drawn);
        expect(time).toBeGreaterThanOrEqual(full / 2);
        expect(time).toBeLessThanOrEqual(full);
      }),
    );
  });

  it('is never less than what the cloud asked for', () => {
    fc.assert(
      fc.property(fc.nat(100), chance, fc.nat(10_000_000), (refusal, drawn, hint) => {
        expect(backOff(refusal, 2_000, 120_000, drawn, hint)).toBeGreaterThanOrEqual(hint);
      }),
    );
  });

  it('grows with every refusal until the ceiling', () => {
    const times = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((refusal) => backOff(refusal, 1_000, 60_000, 0));
    expect(times).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('differs by chance, so that many do not come back at once', () => {
    expect(backOff(3, 1_000, 60_000, 0.1)).not.toBe(backOff(3, 1_000, 60_000, 0.9));
  });
});
