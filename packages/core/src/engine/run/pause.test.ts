import { describe, expect, it } from 'vitest';
import { memberOf, orders, planOf, stateOf } from '../../testing/plans.ts';
import { snapshotOf, type Tiny, tinyDriver } from '../../testing/tiny.ts';
import { answers, Trial, verdicts } from '../../testing/trial.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { progressOf } from '../progress.ts';
import { contextOf, maySend } from './needs.ts';
import { reportVerdict } from './report.ts';
import { defaultPolicy } from '../policy.ts';
import { continueRun } from './wishes.ts';

const paused: Verdict<Tiny> = { verdict: 'wait', reason: 'look at it', moving: false, paused: true };
const month = 30 * 24 * 3_600_000;

describe('a pause by a person', () => {
  it('uses up no limit, however long it lasts', () => {
    const trial = new Trial();
    trial.keepLooking(month, paused);
    expect(trial.memory).toMatchObject({ state: 'open', paused: true, reason: 'look at it' });
    expect(trial.memory.watch).toBeUndefined();
  });

  it('is over once the step says so, and leaves no trace', () => {
    const trial = new Trial();
    trial.look(paused);
    trial.looks(5, verdicts.done);
    expect(trial.memory.state).toBe('done');
    expect(trial.memory.paused).toBeUndefined();
  });

  it('ends with a cancel', () => {
    const trial = new Trial();
    trial.look(paused);
    trial.look(paused, { halting: true });
    expect(trial.memory.state).toBe('dropped');
  });

  it('is what a run waits for only where nothing else is open', () => {
    const waiting = { state: 'open', paused: true, reason: 'look at it' } as const;
    expect(progressOf(stateOf(planOf(), { a: waiting })).paused).toBe('look at it');
    const busy = stateOf(planOf(), { a: waiting, report: { state: 'open' } });
    expect(progressOf(busy).paused).toBeUndefined();
  });

  it('is told of a continue by its time; an ended run is not', () => {
    const continued = continueRun(stateOf(planOf()), 5_000);
    expect(contextOf(continued, defaultPolicy).continuedAt).toBe(5_000);
    const ended = stateOf(planOf(), {}, { state: 'ended' });
    expect(continueRun(ended, 5_000)).toBe(ended);
  });

  it('compares nothing: a kind without calls needs no look', () => {
    const state = stateOf(planOf(), { a: { state: 'open' } });
    const [step] = state.run.plan.steps;
    const [kind] = tinyDriver.steps;
    if (!step || !kind) throw new Error('the plan has a step');
    expect(maySend(state, step, kind)).toBe(true);
    expect(maySend(state, step, { ...kind, sends: false })).toBe(false);
  });
});

describe('a look that is asked for sooner', () => {
  const soon: Verdict<Tiny> = { ...verdicts.moving, lookAgainIn: 2_000 };

  it('comes then, and never later than it would have', () => {
    const trial = new Trial();
    expect(trial.look(soon).lookAgainAt).toBe(trial.now + 2_000);
    expect(trial.look({ ...soon, lookAgainIn: month }).lookAgainAt).toBe(
      trial.now + defaultPolicy.settle / 4,
    );
  });

  it('comes less often the longer it takes', () => {
    const trial = new Trial().sent(answers.accepted).keepLooking(8 * 60_000, soon, 60_000);
    const { lookAgainAt } = trial.look(soon, {}, 0);
    expect(lookAgainAt).toBeGreaterThan(trial.now + 4_000);
    expect(lookAgainAt).toBeLessThan(trial.now + 10_000);
  });

  it('yields to a fixed interval', () => {
    const trial = new Trial({ policy: { ...defaultPolicy, pollInterval: 30_000 } });
    expect(trial.look(soon).lookAgainAt).toBe(trial.now + 30_000);
  });
});

describe('what is left for a person to do', () => {
  it.each([
    ['done', { ...verdicts.done, remedy: 'tidy up' }],
    ['passed', { ...verdicts.pass, remedy: 'tidy up' }],
    ['failed', { ...verdicts.fail, remedy: 'tidy up' }],
  ] as const)('is kept where a step ends %s', (end, verdict) => {
    const trial = new Trial();
    trial.looks(12, verdict);
    expect(trial.memory).toMatchObject({ state: end, remedy: 'tidy up' });
  });
});

describe('that there is nothing to do', () => {
  it('takes as many reads as ever, also where one proves a step done', () => {
    const trial = new Trial({ reads: 1 });
    trial.look(verdicts.pass);
    expect(trial.memory.state).toBe('open');
    trial.looks(5, verdicts.pass);
    expect(trial.memory.state).toBe('passed');
  });
});

describe('a member that must be gone', () => {
  const plan = planOf({ members: [memberOf(orders, { gone: true })] });
  const verdict = (seen: Parameters<typeof snapshotOf>[1]) =>
    reportVerdict(stateOf(plan, { a: { state: 'done' } }), snapshotOf(5_000, seen), tinyDriver).verdict;

  it('is proved by its absence, and by nothing else', () => {
    expect(verdict({ [orders]: 'absent' })).toBe('done');
    expect(verdict({ [orders]: { version: '2' } })).toBe('fail');
    expect(verdict({ [orders]: 'not-looked' })).toBe('unseen');
  });
});
