import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, valueOf } from '../testing/results.ts';
import type { FleetRequest, Share, WaveRequest } from './request.ts';
import { assignWaves, type Candidate } from './waves.ts';

type Asked = Pick<FleetRequest, 'canary' | 'waves'>;

const candidates = (...stages: (string | undefined)[]): Candidate[] =>
  stages.map((stage, index) => ({ key: `i${index}`, tags: stage === undefined ? undefined : { stage } }));
const plain = (count: number): Candidate[] => candidates(...Array.from({ length: count }, () => undefined));
const wavesOf = (from: readonly Candidate[], asked: Asked): Record<string, readonly string[]> =>
  Object.fromEntries(valueOf(assignWaves(from, asked)).map(({ name, instances }) => [name, instances]));

describe('waves', () => {
  it('are a canary of one and all the others, where nothing is asked for', () => {
    expect(wavesOf(plain(3), {})).toEqual({ canary: ['i0'], rest: ['i1', 'i2'] });
    expect(wavesOf(plain(1), {})).toEqual({ rest: ['i0'] });
    expect(wavesOf(plain(2), { canary: false })).toEqual({ rest: ['i0', 'i1'] });
  });

  it('take by tag, by number and by part of all, and the rest comes last', () => {
    const from = candidates('test', undefined, 'test', undefined, undefined, undefined);
    expect(
      wavesOf(from, {
        canary: false,
        waves: [{ tags: { stage: 'test' } }, { size: 1 }, { name: 'half', size: '50%' }],
      }),
    ).toEqual({ 'wave 1': ['i0', 'i2'], 'wave 2': ['i1'], half: ['i3', 'i4', 'i5'] });
    expect(wavesOf(from, { canary: false, waves: [{ size: 2 }] })).toEqual({
      'wave 1': ['i0', 'i1'],
      rest: ['i2', 'i3', 'i4', 'i5'],
    });
  });

  it('leave to a later wave what it names by its tags', () => {
    const from = candidates('production', undefined, 'production');
    expect(wavesOf(from, { canary: false, waves: [{ size: 2 }, { tags: { stage: 'production' } }] })).toEqual(
      {
        'wave 1': ['i1'],
        'wave 2': ['i0', 'i2'],
      },
    );
  });

  it('have a canary even where tags name every instance', () => {
    const from = candidates('test', 'production', 'production');
    const waves = [{ tags: { stage: 'test' } }, { tags: { stage: 'production' } }];
    expect(wavesOf(from, { waves })).toEqual({ canary: ['i0'], 'wave 2': ['i1', 'i2'] });
  });

  it('keep what they were told about baking', () => {
    const [canary, rest] = valueOf(assignWaves(plain(2), { canary: { bake: 5 } }));
    expect([canary?.bake, rest?.bake]).toEqual([5, 0]);
  });

  it.each<[string, Asked, RegExp]>([
    ['a wave of 0', { waves: [{ size: 0 }] }, /size of wave 1 "0"/],
    ['a wave of 0 %', { waves: [{ size: '0%' }] }, /"0%".*from 1% to 100%/],
    ['a wave above 100 %', { waves: [{ size: '101%' }] }, /101%/],
    ['a canary above 100 %', { canary: { size: '200%' } }, /200%/],
    [
      'waves that come to more than all',
      { canary: false, waves: [{ size: '60%' }, { size: '50%' }] },
      /110%/,
    ],
    [
      'two of one name',
      {
        waves: [
          { name: 'a', size: 1 },
          { name: 'a', size: 1 },
        ],
      },
      /two waves are named "a"/,
    ],
    ['a wave after one that takes all', { waves: [{}, { size: 1 }] }, /"wave 1" has neither size nor tags/],
    ['overlapping tags', { waves: [{ tags: { stage: 'test' } }, { tags: {} }] }, /overlap.*i0/],
    [
      'an overlap with the canary',
      { canary: { tags: { stage: 'test' } }, waves: [{ tags: { stage: 'test' } }] },
      /"canary" and "wave 1" overlap/,
    ],
  ])('%s is an error', (_name, asked, message) => {
    const error = errorOf(assignWaves(candidates('test', 'production'), asked));
    expect(error.kind).toBe('invalid-input');
    expect(error.message).toMatch(message);
  });

  const share: fc.Arbitrary<Share> = fc.oneof(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 60 }).map((percent): Share => `${percent}%`),
  );
  const wave: fc.Arbitrary<WaveRequest> = fc.record(
    {
      name: fc.constantFrom('a', 'b', 'rest'),
      tags: fc.constantFrom({ stage: 'test' }, { stage: 'production' }, { stage: 'none' }),
      size: share,
      bake: fc.nat(9),
    },
    { requiredKeys: [] },
  );
  const canary: fc.Arbitrary<Exclude<FleetRequest['canary'], undefined>> = fc.oneof(
    fc.constant(false as const),
    fc.record({ size: share, bake: fc.nat(9) }, { requiredKeys: [] }),
  );
  const stages = fc.array(fc.constantFrom('test', 'production', undefined), { minLength: 1, maxLength: 30 });

  it('have every instance exactly once, each wave at least one, each name once', () => {
    fc.assert(
      fc.property(stages, canary, fc.array(wave, { maxLength: 4 }), (drawn, first, waves) => {
        const from = candidates(...drawn);
        const assigned = assignWaves(from, { canary: first, waves });
        if (assigned.isErr()) return;
        const taken = assigned.value.flatMap(({ instances }) => instances);
        expect(taken.toSorted()).toEqual(from.map(({ key }) => key).toSorted());
        expect(assigned.value.every(({ instances }) => instances.length > 0)).toBe(true);
        const names = assigned.value.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        if (first !== false && from.length > 1) expect(names[0]).toBe('canary');
      }),
      { numRuns: 1_000 },
    );
  });

  it('are never larger than they may be', () => {
    fc.assert(
      fc.property(stages, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }), (drawn, sizes) => {
        const assigned = valueOf(
          assignWaves(candidates(...drawn), { canary: false, waves: sizes.map((size) => ({ size })) }),
        );
        for (const [index, { name, instances }] of assigned.entries()) {
          if (name !== 'rest') expect(instances.length).toBeLessThanOrEqual(sizes[index] ?? 0);
        }
      }),
    );
  });
});
