import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadsInARow } from '../contract/memory.ts';
import { countRead, type Read } from './proof.ts';

const gap = 10_000;
const read = fc.record({
  says: fc.constantFrom('on 2', 'on 1'),
  lookId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  at: fc.nat(100_000),
  by: fc.constant('one'),
});
const inTime = fc.array(read).map((reads) => reads.toSorted((a, b) => a.at - b.at));

function rowOf(reads: readonly Read[]): ReadsInARow | undefined {
  return reads.reduce<ReadsInARow | undefined>((row, next) => countRead(row, next, gap), undefined);
}

describe('reads in a row', () => {
  it('never count one look twice', () => {
    fc.assert(
      fc.property(fc.array(read, { minLength: 1 }), (reads) => {
        const row = rowOf(reads);
        expect(new Set(row?.lookIds).size).toBe(row?.reads);
      }),
    );
  });

  it('of a number take at least that many gaps less one', () => {
    fc.assert(
      fc.property(inTime, (reads) => {
        const row = rowOf(reads);
        const first = reads.find(({ lookId }) => lookId === row?.lookIds[0]);
        if (!row || !first) return;
        expect(row.lastReadAt - first.at).toBeGreaterThanOrEqual((row.reads - 1) * gap);
      }),
    );
  });

  it('are never more than the looks since somebody said something else', () => {
    fc.assert(
      fc.property(fc.array(read, { minLength: 1 }), (reads) => {
        const last = reads.at(-1);
        const broken = reads.findLastIndex(({ says }) => says !== last?.says);
        const row = rowOf(reads);
        expect(row?.says).toBe(last?.says);
        expect(row?.reads).toBeLessThanOrEqual(reads.length - 1 - broken);
      }),
    );
  });

  it('begin anew with another saying', () => {
    const row = rowOf([
      { says: 'on 2', lookId: 'a', at: 0, by: 'one' },
      { says: 'on 2', lookId: 'b', at: gap, by: 'one' },
      { says: 'on 1', lookId: 'c', at: 2 * gap, by: 'one' },
    ]);
    expect(row).toMatchObject({ says: 'on 1', reads: 1, lastReadAt: 2 * gap, lookIds: ['c'] });
  });

  it('begin anew when the clock went back: no time can be measured across that', () => {
    const row = rowOf([
      { says: 'on 2', lookId: 'a', at: 5 * gap, by: 'one' },
      { says: 'on 2', lookId: 'b', at: 6 * gap, by: 'one' },
      { says: 'on 2', lookId: 'c', at: 3 * gap, by: 'one' },
    ]);
    expect(row?.reads).toBe(1);
  });

  it('grow with every look that is another and late enough', () => {
    const reads = ['a', 'b', 'c', 'd'].map((lookId, index) => ({
      says: 'on 2',
      lookId,
      at: index * gap,
      by: 'one',
    }));
    expect(rowOf(reads)?.reads).toBe(4);
  });

  it('are neither more nor broken by another look at the very same time', () => {
    const row = rowOf([
      { says: 'on 2', lookId: 'a', at: 0, by: 'one' },
      { says: 'on 2', lookId: 'b', at: gap, by: 'one' },
      { says: 'on 2', lookId: 'c', at: gap, by: 'one' },
    ]);
    expect(row).toMatchObject({ reads: 2, lookIds: ['a', 'b'] });
  });

  it('of a release that kept no times by observer go on from the next look (law 12)', () => {
    const row = { says: 'on 2', reads: 2, lastReadAt: 0, lookIds: ['a', 'b'] };
    const noted = countRead(row, { says: 'on 2', lookId: 'c', at: gap, by: 'one' }, gap);
    expect(noted.reads).toBe(2);
    expect(countRead(noted, { says: 'on 2', lookId: 'd', at: 2 * gap, by: 'one' }, gap).reads).toBe(3);
  });

  it('are proved by no number of looks within one gap', () => {
    const reads = ['a', 'b', 'c', 'd'].map((lookId, index) => ({
      says: 'on 2',
      lookId,
      at: index,
      by: 'one',
    }));
    expect(rowOf(reads)?.reads).toBe(1);
  });

  describe('of observers whose clocks differ', () => {
    const apart = 3 * 86_400_000;
    /** Two look in turn, half a gap apart; the clock of one is three days ahead. */
    const inTurn = Array.from({ length: 8 }, (_, index): Read => {
      const by = index % 2 === 0 ? 'one' : 'other';
      return {
        says: 'on 2',
        lookId: `look-${index}`,
        at: (index * gap) / 2 + (by === 'one' ? 0 : apart),
        by,
      };
    });

    it('grow while both look in turn', () => {
      expect(rowOf(inTurn)?.reads).toBe(4);
    });

    it('count no read of an observer that comes too soon after the last that counted', () => {
      const soon = [0, 1, 2, 3].map(
        (index): Read => ({ says: 'on 2', lookId: `look-${index}`, at: index * apart, by: `${index}` }),
      );
      expect(rowOf(soon)?.reads).toBe(1);
    });

    it('grow on when one of them takes over', () => {
      const alone = [6, 7, 8].map(
        (index): Read => ({ says: 'on 2', lookId: `look-${index}`, at: index * gap - apart, by: 'other' }),
      );
      expect(rowOf([...inTurn.slice(0, 1), ...alone])?.reads).toBe(3);
    });
  });
});
