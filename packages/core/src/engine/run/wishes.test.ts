import { describe, expect, it } from 'vitest';
import { freshMemory, type StepMemory } from '../../contract/memory.ts';
import { firstIntent, planOf, stateOf, statesOf, stepOf } from '../../testing/plans.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { answers } from '../../testing/trial.ts';
import { begin, cancelRun, reopenRun } from './wishes.ts';

const steps = [
  stepOf('stop'),
  stepOf('upgrade', ['stop']),
  stepOf('start', ['stop', 'upgrade'], { phase: 'restore' }),
];
const plan = planOf({ steps });
const now = 9_000_000;
const done = { state: 'done' } as const;

describe('a run that begins', () => {
  it('has open what waits for none', () => {
    expect(statesOf(begin(stateOf(plan), now))).toEqual({
      stop: 'open',
      upgrade: 'pending',
      start: 'pending',
      report: 'pending',
    });
  });
});

describe('a cancel', () => {
  it('of a run that has sent nothing ends it at once, without a look', () => {
    const cancelled = cancelRun(begin(stateOf(plan), now), now);
    expect(cancelled.run).toMatchObject({ state: 'ended', outcome: { result: 'cancelled', endedAt: now } });
    expect(statesOf(cancelled)).toMatchObject({ stop: 'dropped', upgrade: 'dropped', start: 'dropped' });
  });

  it.each([
    ['with nothing to do', planOf({ steps: [] }), {}],
    ['whose steps were all found done', plan, { stop: done, upgrade: done, start: done }],
  ])('of a run %s does not claim that the upgrade was proved', (_what, given, memories) => {
    const { outcome } = cancelRun(begin(stateOf(given, memories), now), now).run;
    expect(outcome?.result).toBe('cancelled');
    expect(outcome?.summary).toContain('cancelled');
    expect(outcome?.summary).not.toContain('proved');
  });

  it('halfway drops what was not begun and leaves open what was', () => {
    const memories = { stop: { state: 'done' }, upgrade: { state: 'open' } } as const;
    const cancelled = cancelRun(stateOf(plan, memories, { touched: true }), now);
    expect(statesOf(cancelled)).toMatchObject({ stop: 'done', upgrade: 'open', start: 'pending' });
    expect(cancelled.run).toMatchObject({ state: 'running', cancelRequestedAt: now, nextLookAt: now });
  });

  it('between two steps goes on to what restores', () => {
    const cancelled = cancelRun(stateOf(plan, { stop: { state: 'done' } }, { touched: true }), now);
    expect(statesOf(cancelled)).toMatchObject({ upgrade: 'dropped', start: 'open' });
  });

  it('of a run that needs an operator drops what is stuck and goes on to what restores', () => {
    const memories = {
      stop: { state: 'done' },
      upgrade: { state: 'operator', reason: 'stuck', remedy: 'look' },
      start: { state: 'operator', reason: 'cannot start', remedy: 'mend it' },
      report: { state: 'done' },
    } as const;
    const stuck = stateOf(plan, memories, { touched: true, state: 'needs-operator' });
    const cancelled = cancelRun(stuck, now);
    expect(statesOf(cancelled)).toMatchObject({ upgrade: 'dropped', start: 'open', report: 'pending' });
    expect(cancelled.run.state).toBe('running');
    expect(cancelled.run.outcome).toBeUndefined();
  });

  it('changes nothing about a run that has ended, and nothing the second time', () => {
    const ended = stateOf(plan, {}, { state: 'ended' });
    expect(cancelRun(ended, now)).toBe(ended);
    const once = cancelRun(stateOf(plan, { stop: { state: 'open' } }, { touched: true }), now);
    expect(cancelRun(once, now + 5)).toBe(once);
  });
});

describe('taking a run up again', () => {
  const memory: StepMemory<Tiny> = {
    ...freshMemory<Tiny>(),
    state: 'open',
    attempts: 1,
    doubt: true,
    intent: firstIntent,
    answer: { ...answers.unknown, at: 3 },
    watch: { for: 'begin', watched: 4 },
  };
  const stuck: StepMemory<Tiny> = {
    ...memory,
    state: 'operator',
    refusals: 20,
    endedAt: 1,
    reason: 'stuck',
    remedy: 'look',
    row: { says: 'x', reads: 3, lastReadAt: 1, lookIds: [] },
  };
  const needsOperator = stateOf(
    plan,
    { stop: stuck, upgrade: { state: 'dropped' }, start: { state: 'done' }, report: { state: 'done' } },
    { state: 'needs-operator', touched: true },
  );

  it('keeps doubt, token and attempt, and gives new limits', () => {
    const step = reopenRun(needsOperator, now).memories['stop'];
    expect(step).toMatchObject({
      state: 'open',
      doubt: true,
      refusals: 0,
      intent: memory.intent,
      answer: memory.answer,
    });
    expect(step?.attempts).toBe(memory.attempts);
    expect(step?.row).toBeUndefined();
    expect(step?.watch).toBeUndefined();
    expect(step?.endedAt).toBeUndefined();
  });

  it('gives those their time again that were dropped because of it, and reports anew', () => {
    const again = reopenRun(needsOperator, now);
    expect(statesOf(again)).toMatchObject({ upgrade: 'pending', report: 'pending' });
    expect(again.run).toMatchObject({ state: 'running', nextLookAt: now });
    expect(again.run.outcome).toBeUndefined();
  });

  it('leaves dropped what a cancel dropped', () => {
    const cancelled = { ...needsOperator, run: { ...needsOperator.run, cancelRequestedAt: 5 } };
    expect(statesOf(reopenRun(cancelled, now))['upgrade']).toBe('dropped');
  });

  it('leaves what ended well as it is', () => {
    const start = { ...stuck, state: 'dropped' as const };
    const memories = { ...needsOperator.memories, stop: { ...stuck, ...done }, upgrade: stuck, start };
    expect(reopenRun({ ...needsOperator, memories }, now).memories['stop']).toBe(memories.stop);
  });

  it('changes nothing about a run that goes on or has ended', () => {
    for (const state of ['running', 'ended'] as const) {
      const other = { ...needsOperator, run: { ...needsOperator.run, state } };
      expect(reopenRun(other, now)).toBe(other);
    }
  });
});

describe('steps after one that is taken up again', () => {
  const stuck = { state: 'operator' } as const;

  it('wait for it anew, also where they were stuck themselves', () => {
    const state = stateOf(plan, { stop: stuck, upgrade: { state: 'dropped' }, start: stuck });
    const run = { ...state.run, state: 'needs-operator' as const, touched: true };
    expect(statesOf(reopenRun({ ...state, run }, now))).toMatchObject({
      stop: 'open',
      upgrade: 'pending',
      start: 'pending',
    });
  });

  it('restore anew what they had restored, and do anew what that had undone, with another attempt', () => {
    const state = stateOf(plan, { stop: done, upgrade: stuck, start: { ...done, attempts: 1 } });
    const run = { ...state.run, state: 'needs-operator' as const, touched: true };
    const again = reopenRun({ ...state, run }, now);
    expect(statesOf(again)).toMatchObject({ stop: 'open', upgrade: 'pending', start: 'pending' });
    expect(again.memories['start']?.attempts).toBe(1);
  });
});
