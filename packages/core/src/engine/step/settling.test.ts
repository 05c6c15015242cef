import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOver, type StepMemory } from '../../contract/memory.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { anyMemory } from '../../testing/arbitraries.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { actWithin, answers, moved, Trial, verdicts } from '../../testing/trial.ts';

const { act, done, pass, operator, fail } = verdicts;

/** What an earlier end, wait or pause may have left in a memory that was taken up again. */
const left: Partial<StepMemory<Tiny>> = {
  evidence: { version: '1' },
  error: { kind: 'rejected', message: 'long ago' },
  remedy: 'done long ago',
  watch: { for: 'be free', watched: 5 },
  notBefore: 5,
  paused: true,
};

describe('a step that is over', () => {
  it.each<readonly [string, Verdict<Tiny>, Partial<StepMemory<Tiny>>]>([
    ['done', done, { reason: 'proved', evidence: { version: '2' } }],
    ['passed', pass, { reason: 'follows its primary' }],
    ['operator', operator, { reason: 'locked', remedy: 'unlock it' }],
    ['failed', fail, { reason: 'on another path', error: fail.error }],
  ])('%s says how this end came about, and nothing of what was before', (state, verdict, how) => {
    const trial = new Trial();
    trial.memory = { ...trial.memory, ...left };
    const { reason, evidence, error, remedy, watch, notBefore, paused } = trial.looks(12, verdict).memory;
    const ended = { reason, evidence, error, remedy, watch, notBefore, paused };
    expect(trial.memory).toMatchObject({ state, endedAt: trial.now });
    expect(JSON.parse(JSON.stringify(ended))).toEqual(how);
  });

  it('says what there is to say besides its proof', () => {
    const trial = new Trial().looks(12, { ...done, reason: 'on 2, with one task left stopped' });
    expect(trial.memory.reason).toBe('on 2, with one task left stopped');
  });

  it.each([
    ['that was not begun', () => new Trial().looks(1, act, { halting: true }), 'not begun any more'],
    [
      'that never took effect',
      () => new Trial().sent(answers.unknown).looks(12, act, { halting: true }),
      'it never took effect',
    ],
  ])('and was dropped, since %s, says so', (_what, trial, reason) => {
    expect(trial().memory).toMatchObject({ state: 'dropped', reason });
  });
});

const window = { from: 2 ** 39, until: 2 ** 40 };
const verdict: fc.Arbitrary<Verdict<Tiny>> = fc.constantFrom(
  ...Object.values(verdicts),
  actWithin(window),
  { ...verdicts.waiting, until: 2 ** 40 },
  { ...verdicts.moving, lookAgainIn: 2_000 },
  { ...verdicts.waiting, until: 2 ** 40, lookAgainIn: 2_000 },
  { ...verdicts.waiting, paused: true },
);

describe('any memory that a handle may bring', () => {
  it('is judged without a throw, and into one that survives JSON (laws 12 and 13)', () => {
    fc.assert(
      fc.property(
        anyMemory,
        fc.array(verdict, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.constantFrom({ drift: 'none' } as const, { drift: 'not-looked' } as const, moved),
        fc.nat(2 ** 41),
        (memory, seen, halting, drift, now) => {
          const trial = new Trial({ halting, drift });
          trial.memory = { ...memory, state: 'open' };
          trial.now = now;
          for (const next of seen) {
            trial.looks(1, next);
            expect(trial.memory.reason).toBeTruthy();
            expect(JSON.parse(JSON.stringify(trial.memory))).toStrictEqual(trial.memory);
            if (isOver(trial.memory.state)) expect(trial.memory.endedAt).toBe(trial.now);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
