import { describe, expect, it } from 'vitest';
import { freshMemory, type StepMemory } from '../../contract/memory.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import type { Run } from '../../contract/run.ts';
import { firstIntent, outcomeOf, planOf, stateOf, statesOf, stepOf } from '../../testing/plans.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { answers } from '../../testing/trial.ts';
import type { RunState } from './state.ts';
import { cancelRun } from './wishes.ts';

const now = 9_000_000;
const done = { state: 'done' } as const;
const restore = { phase: 'restore' } as const;
const stop = stepOf('stop');
const upgrade = stepOf('upgrade', ['stop']);
const start = stepOf('start', ['stop', 'upgrade'], restore);
const blind = {
  watched: 1,
  lastTryAt: 1,
  error: { kind: 'unavailable', message: 'no answer came' },
} as const;
const stuck = { state: 'operator', reason: 'stuck', remedy: 'look' } as const;
const sent = (answer: keyof typeof answers): Partial<StepMemory<Tiny>> => ({
  ...stuck,
  intent: firstIntent,
  answer: { ...answers[answer], at: 3 },
});

/** Cancels a run that needs an operator. */
function cancelled(
  ends: Readonly<Record<string, Partial<StepMemory<Tiny>>>>,
  run: Partial<Run<Tiny>> = {},
  steps: readonly PlannedStep<Tiny>[] = [stop, upgrade, start],
): RunState<Tiny> {
  const given: Partial<Run<Tiny>> = { state: 'needs-operator', touched: true, blind, ...run };
  return cancelRun(stateOf(planOf({ steps }), ends, given), now);
}

/** Why a forward step was dropped by that cancel. */
function why(memory: Partial<StepMemory<Tiny>>): string | undefined {
  return cancelled({ stop: done, upgrade: memory }).memories['upgrade']?.reason;
}

/** Cancels a run for a second time. */
function again(ends: Parameters<typeof cancelled>[0]): RunState<Tiny> {
  return cancelled(ends, { cancelRequestedAt: 5, outcome: outcomeOf() });
}

describe('the first cancel of a run that needs an operator', () => {
  it.each<readonly [string, Partial<StepMemory<Tiny>>]>([
    ['has sent nothing', stuck],
    ['was refused', sent('rejected')],
    ['was not taken', sent('busy')],
  ])('drops a forward step that %s, with nothing left to do', (_what, memory) => {
    const step = cancelled({ stop: done, upgrade: memory }).memories['upgrade'];
    expect(step).toMatchObject({ state: 'dropped', reason: 'cancelled: stuck' });
    expect(step).not.toHaveProperty('remedy');
  });

  it.each<readonly [string, Partial<StepMemory<Tiny>>]>([
    ['accepted', sent('accepted')],
    ['of unknown outcome', { ...sent('unknown'), doubt: true }],
    ['never answered', { ...stuck, intent: firstIntent }],
    ['refused, but in doubt', { ...sent('rejected'), doubt: true }],
  ])('says of a forward step whose call was %s that it cannot be taken back', (_what, memory) => {
    expect(cancelled({ stop: done, upgrade: memory }).memories['upgrade']).toMatchObject({
      state: 'dropped',
      reason: 'cancelled, but what was sent may still take effect: stuck',
      remedy: 'look in the console whether it does: it cannot be taken back',
    });
  });

  it('says no more than it knows', () => {
    expect(why({ state: 'operator' })).toBe('cancelled: ');
    expect(why({ state: 'operator', intent: firstIntent })).toBe(
      'cancelled, but what was sent may still take effect: ',
    );
  });

  it('leaves what ended before as it was, also what a restore step has undone since', () => {
    const ends = { stop: done, upgrade: { state: 'dropped', reason: 'not begun' }, start: done } as const;
    const other = stepOf('other', [], restore);
    const before = stateOf(planOf({ steps: [stop, upgrade, start, other] }), { ...ends, other: stuck });
    const run = { ...before.run, state: 'needs-operator', touched: true } as const;
    const after = cancelRun({ ...before, run }, now);
    for (const id of ['stop', 'upgrade', 'start']) expect(after.memories[id]).toBe(before.memories[id]);
    expect(statesOf(after)['other']).toBe('open');
  });

  it('keeps what it says of a forward step that comes after a restore step', () => {
    const mend = stepOf('mend', [], restore);
    const after = cancelled({ mend: stuck, go: sent('accepted') }, {}, [mend, stepOf('go', ['mend'])]);
    expect(statesOf(after)).toMatchObject({ mend: 'open', go: 'dropped' });
    expect(after.memories['go']).toMatchObject({
      reason: expect.stringContaining('what was sent may still take effect'),
      remedy: expect.stringContaining('it cannot be taken back'),
    });
  });
});

describe('a second cancel of a run that still needs an operator', () => {
  it('gives it up: it says what is left to do, and how each member is', () => {
    const run = again({ stop: done, upgrade: sent('accepted'), start: stuck, report: done });
    expect(statesOf(run)).toEqual({ stop: 'done', upgrade: 'dropped', start: 'dropped', report: 'open' });
    expect(run.memories['upgrade']?.remedy).toContain('it cannot be taken back');
    expect(run.memories['start']).toMatchObject({
      reason: 'stuck',
      remedy: 'it was given up by a cancel; do it by hand',
    });
    expect(run.run).toMatchObject({ state: 'running', nextLookAt: now });
    expect(run.run).not.toHaveProperty('blind');
    expect(run.run).not.toHaveProperty('outcome');
  });

  it('reports anew, from the beginning', () => {
    const report = { ...done, attempts: 0, evidence: { version: '1' }, row: earlier } as const;
    const { memories } = again({ stop: done, upgrade: stuck, start: done, report });
    expect(memories['report']).toEqual({ ...freshMemory<Tiny>(), state: 'open', enteredAt: now });
  });

  it('ends it at once where not even the members could be seen', () => {
    const run = again({ stop: done, upgrade: stuck, start: done, report: stuck });
    expect(run.run).toMatchObject({
      state: 'ended',
      nextLookAt: now,
      outcome: { result: 'cancelled', todo: [] },
    });
    expect(run.memories['report']).toMatchObject({ state: 'dropped' });
    expect(run.memories['report']).not.toHaveProperty('remedy');
    expect(run.run).not.toHaveProperty('blind');
  });

  it('leaves as it is what is no longer stuck', () => {
    const ends = { stop: done, upgrade: { state: 'failed' }, start: stuck } as const;
    expect(statesOf(again(ends))).toMatchObject({ stop: 'done', upgrade: 'failed', start: 'dropped' });
  });
});

describe('a cancel of a run under way', () => {
  it('leaves a step that needs an operator with them while others are open', () => {
    const steps = [stepOf('a'), stepOf('b')];
    const ends = { a: stuck, b: { state: 'open' } } as const;
    const run = cancelled(ends, { state: 'running' }, steps);
    expect(statesOf(run)).toMatchObject({ a: 'operator', b: 'open' });
  });
});

describe('a cancel before anything was sent', () => {
  it('drops what was not ended well, says so, and leaves the rest', () => {
    const ends = { stop: done, upgrade: { state: 'passed' }, start: { state: 'open' } } as const;
    const before = stateOf(planOf({ steps: [stop, upgrade, start] }), ends);
    const after = cancelRun(before, now);
    expect(after.memories['stop']).toBe(before.memories['stop']);
    expect(after.memories['upgrade']).toBe(before.memories['upgrade']);
    for (const id of ['start', 'report']) {
      expect(after.memories[id]).toMatchObject({
        state: 'dropped',
        endedAt: now,
        reason: 'cancelled before anything was sent',
      });
    }
  });
});

const earlier: NonNullable<StepMemory<Tiny>['row']> = {
  says: 'done',
  reads: 3,
  lastReadAt: 1,
  lookIds: ['a'],
};
