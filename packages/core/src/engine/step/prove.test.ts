import { describe, expect, it } from 'vitest';
import type { UpgradeError } from '../../contract/errors.ts';
import { freshMemory, type StepMemory } from '../../contract/memory.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { answers, interval, moved, Trial, verdicts } from '../../testing/trial.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { defaultPolicy, negativeGap, positiveGap } from '../policy.ts';
import { isBeingProved } from './prove.ts';
import type { Settling } from './settling.ts';

const { act, moving, done, pass, operator, fail, attemptFailed } = verdicts;
const last = defaultPolicy.negativeReads - 1;

const refused = (kind: 'rejected' | 'upgrade-failed', code: string): UpgradeError => ({
  kind,
  message: 'no',
  provider: { operation: 'Set', code },
});

function row(says: string): NonNullable<StepMemory<Tiny>['row']> {
  return { says, reads: 1, lastReadAt: 1, lookIds: ['x'] };
}

describe('a row of reads', () => {
  it('says how far it is', () => {
    expect(new Trial().looks(2, done).memory.reason).toBe('making sure: 2 of 3 reads in a row say so');
  });

  it.each<readonly [string, Verdict<Tiny>, Verdict<Tiny>]>([
    [
      'cause of a failure',
      { ...fail, error: refused('rejected', 'A') },
      { ...fail, error: refused('rejected', 'B') },
    ],
    ['kind of a failure', fail, verdicts.gone],
    [
      'cause of a failed attempt',
      { verdict: 'attempt-failed', again: false, error: refused('upgrade-failed', 'A') },
      { verdict: 'attempt-failed', again: false, error: refused('upgrade-failed', 'B') },
    ],
  ])('begins anew with another %s', (_what, first, second) => {
    const trial = new Trial().sent(answers.accepted).looks(last, first).looks(1, second);
    expect(trial.memory).toMatchObject({ state: 'open', row: { reads: 1 } });
  });

  it('is of one cause whatever the message says: messages carry times and request ids', () => {
    const other = { ...fail, error: { ...fail.error, message: 'on another path, at 10:15' } };
    expect(new Trial().looks(last, fail).looks(1, other).memory.state).toBe('failed');
  });

  it('keeps out a look that it has already, in a memory of a release that kept no times (law 12)', () => {
    const trial = new Trial();
    const says = `done ${JSON.stringify({ version: '2' })}`;
    trial.memory = { ...trial.memory, row: { says, reads: 2, lastReadAt: 1, lookIds: ['x', 'look-1'] } };
    const { lookAgainAt } = trial.look(done);
    expect(trial.memory).toMatchObject({ state: 'open', row: { reads: 2 } });
    expect(lookAgainAt).toBeGreaterThan(trial.now);
  });

  /** Its words are stored: a run that is taken up by another release goes on counting. */
  it.each<readonly [string, () => Trial, Verdict<Tiny>, Partial<Settling<Tiny>>]>([
    ['done {"version":"2"}', () => new Trial(), done, {}],
    ['pass', () => new Trial(), pass, {}],
    ['operator', () => new Trial(), operator, {}],
    ['fail rejected', () => new Trial(), fail, {}],
    ['fail A', () => new Trial(), { ...fail, error: refused('rejected', 'A') }, {}],
    ['attempt failed upgrade-failed', () => new Trial().sent(answers.accepted), attemptFailed, {}],
    [
      'attempt failed upgrade-failed, and moved: size',
      () => new Trial().sent(answers.accepted),
      attemptFailed,
      { drift: moved },
    ],
    ['rejected NotSupported', () => new Trial().sent(answers.rejected), act, {}],
    ['nothing happened', () => new Trial().sent(answers.unknown), act, {}],
    ['nothing happened, and moved: size', () => new Trial().sent(answers.unknown), act, { drift: moved }],
    ['went back', () => new Trial().sent(answers.accepted).looks(1, moving), act, {}],
    ['idle, and moved: size', () => new Trial(), act, { drift: moved }],
    [
      'idle, and moved: size zone',
      () => new Trial(),
      act,
      {
        drift: {
          ...moved,
          error: {
            ...moved.error,
            moved: [...moved.error.moved, { field: 'zone', planned: 'a', seen: 'b' }],
          },
        },
      },
    ],
  ])('says %s', (says, given, verdict, options) => {
    const trial = given();
    trial.look(verdict, options);
    expect(trial.memory.row).toMatchObject({ says, reads: 1 });
  });
});

describe('a step that is being proved', () => {
  const memory = { ...freshMemory<Tiny>(), state: 'open' } as const;

  it.each<readonly [boolean, string, StepMemory<Tiny>]>([
    [true, 'open and seen done', { ...memory, row: row('done {}') }],
    [true, 'open and seen to have nothing to do', { ...memory, row: row('pass') }],
    [false, 'open and seen to have failed', { ...memory, row: row('fail x') }],
    [false, 'open and seen otherwise', memory],
    [false, 'over', { ...memory, state: 'done', row: row('done {}') }],
    [false, 'still to come', { ...memory, state: 'pending', row: row('pass') }],
  ])('is %s of one that is %s', (isSo, _what, given) => {
    expect(isBeingProved(given)).toBe(isSo);
  });
});

describe('the next look of a proof', () => {
  it('comes as soon as it counts, measured from the last that counted', () => {
    const trial = new Trial();
    const first = trial.look(done);
    expect(first.lookAgainAt - trial.now).toBe(positiveGap(defaultPolicy));
    const tooSoon = trial.look(done, {}, 1_000);
    expect(tooSoon.lookAgainAt).toBe(first.lookAgainAt);
  });

  it('comes later where it is to show that something is not so', () => {
    const trial = new Trial();
    expect(trial.look(fail).lookAgainAt - trial.now).toBe(negativeGap(defaultPolicy));
  });

  it('is never before now, however late this one came', () => {
    const trial = new Trial().looks(1, done);
    const { lookAgainAt } = trial.look(done, { lookId: 'look-1' }, 10 * interval);
    expect(lookAgainAt).toBe(trial.now);
  });
});
