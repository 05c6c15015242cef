import { describe, expect, it } from 'vitest';
import { freshMemory, type StepMemory } from '../../contract/memory.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import { outcomeOf, planOf, replica, stateOf, statesOf, stepOf } from '../../testing/plans.ts';
import type { Tiny } from '../../testing/tiny.ts';
import type { RunState } from './state.ts';
import { reopenRun } from './wishes.ts';

const now = 9_000_000;
const done = { state: 'done' } as const;
const passed = { state: 'passed' } as const;
const stuck = { state: 'operator', reason: 'stuck', remedy: 'look' } as const;
const dropped = { state: 'dropped' } as const;
const restore = { phase: 'restore' } as const;

/** Takes a run up again that needed an operator, its steps having ended so. */
function reopened(
  steps: readonly PlannedStep<Tiny>[],
  ends: Readonly<Record<string, Partial<StepMemory<Tiny>>>>,
): RunState<Tiny> {
  return reopenRun(stateOf(planOf({ steps }), ends, { state: 'needs-operator', touched: true }), now);
}

const stop = stepOf('stop');
const upgrade = stepOf('upgrade', ['stop']);
const start = stepOf('start', ['stop', 'upgrade'], restore);

describe('a run that is taken up again', () => {
  it('has no outcome any more, and has looked at nothing yet', () => {
    const before = stateOf(planOf(), { a: stuck }, { state: 'needs-operator', touched: true });
    const { run } = reopenRun(
      {
        ...before,
        run: {
          ...before.run,
          blind: { watched: 1, lastTryAt: 1, error: { kind: 'unavailable', message: 'no answer came' } },
          outcome: outcomeOf(),
        },
      },
      now,
    );
    expect(run).toMatchObject({ state: 'running', nextLookAt: now });
    expect(run).not.toHaveProperty('outcome');
    expect(run).not.toHaveProperty('blind');
  });

  it('gives its stuck step new limits: nothing of its last end, wait or look is left', () => {
    const memory: StepMemory<Tiny> = {
      ...freshMemory<Tiny>(),
      ...stuck,
      endedAt: 5,
      enteredAt: 1,
      error: { kind: 'unavailable', message: 'no answer came' },
      watch: { for: 'begin', watched: 4 },
      row: { says: 'x', reads: 3, lastReadAt: 1, lookIds: [] },
      notBefore: 6,
      lastLookAt: 7,
      refusals: 20,
      busyRefusals: 3,
      attempts: 2,
      failures: 1,
      note: { wasOn: '1' },
    };
    const { a } = reopened([stepOf('a')], { a: memory }).memories;
    expect(a).toEqual({
      ...freshMemory<Tiny>(),
      state: 'open',
      enteredAt: now,
      attempts: 2,
      failures: 1,
      note: { wasOn: '1' },
      reason: 'taken up again',
    });
  });

  it('goes on with its stuck step also where another one failed: what was sent may still take effect', () => {
    const states = statesOf(reopened([stepOf('a'), stepOf('b')], { a: { state: 'failed' }, b: stuck }));
    expect(states).toMatchObject({ a: 'failed', b: 'open' });
  });
});

describe('what ended well before a run is taken up again', () => {
  it.each<
    readonly [string, readonly PlannedStep<Tiny>[], Readonly<Record<string, Partial<StepMemory<Tiny>>>>]
  >([
    ['where only the report was stuck', [stop, upgrade, start], { stop: done, upgrade: done, start: done }],
    [
      'where another member was stuck',
      [stop, upgrade, start, stepOf('b', [], { member: replica })],
      { stop: done, upgrade: done, start: done, b: stuck },
    ],
    [
      'where it comes after what is done anew, and nothing has undone it',
      [stop, stepOf('prepare', ['stop'], { member: replica }), stepOf('go', ['stop', 'prepare']), start],
      { stop: done, prepare: done, go: stuck, start: stuck },
    ],
    [
      'where it had nothing to do: a person had stopped the task',
      [stop, upgrade, start],
      { stop: passed, upgrade: stuck, start: passed },
    ],
  ])('stays as it is %s', (_where, steps, ends) => {
    const before = stateOf(planOf({ steps }), ends, { state: 'needs-operator', touched: true });
    const after = reopenRun(before, now);
    for (const [id, { state }] of Object.entries(ends)) {
      const isForward = steps.some((step) => step.id === id && step.phase === 'forward');
      if (isForward && state !== 'operator') expect(after.memories[id]).toBe(before.memories[id]);
    }
  });

  it('is not restored anew where nothing before it is taken up', () => {
    const states = statesOf(
      reopened([stop, upgrade, start, stepOf('b', [], { member: replica })], {
        stop: done,
        upgrade: done,
        start: done,
        b: stuck,
      }),
    );
    expect(states).toMatchObject({ start: 'done', b: 'open' });
  });
});

describe('what a restore step has undone', () => {
  it('is done anew where what comes after it is taken up, stuck or dropped', () => {
    for (const end of [stuck, dropped]) {
      const other = stepOf('other', [], { member: replica });
      const states = statesOf(
        reopened([stop, upgrade, start, other], { stop: done, upgrade: end, start: done, other: stuck }),
      );
      expect(states).toMatchObject({ stop: 'open', upgrade: 'pending', start: 'pending', other: 'open' });
    }
  });

  it.each<
    readonly [string, readonly PlannedStep<Tiny>[], Readonly<Record<string, Partial<StepMemory<Tiny>>>>]
  >([
    [
      'the restore was of another member',
      [stop, upgrade, stepOf('start', ['stop', 'upgrade'], { ...restore, member: replica })],
      { stop: done, upgrade: stuck, start: done },
    ],
    [
      'what restores comes not after it',
      [stop, upgrade, stepOf('start', ['upgrade'], restore)],
      { stop: done, upgrade: stuck, start: done },
    ],
    [
      'what restores has not ended well',
      [stop, upgrade, start],
      { stop: done, upgrade: stuck, start: stuck },
    ],
    [
      'what was done after it was no restore',
      [stop, stepOf('prepare', ['stop']), stepOf('upgrade', ['stop', 'prepare']), start],
      { stop: done, prepare: done, upgrade: stuck, start: stuck },
    ],
    [
      'only a restore step after it is taken up',
      [stop, upgrade, start, stepOf('check', ['stop'], restore)],
      { stop: done, upgrade: done, start: done, check: stuck },
    ],
    ['it had nothing to do', [stop, upgrade, start], { stop: passed, upgrade: stuck, start: done }],
  ])('is not done anew where %s', (_why, steps, ends) => {
    const state = ends['stop']?.state;
    expect(statesOf(reopened(steps, ends))).toMatchObject({ stop: state });
  });

  it('is no restore step itself', () => {
    const mend = stepOf('mend', [], restore);
    const steps = [mend, stepOf('go', ['mend']), stepOf('check', ['mend'], restore)];
    expect(statesOf(reopened(steps, { mend: done, go: stuck, check: done }))).toMatchObject({ mend: 'done' });
  });
});

describe('steps that wait for what is taken up', () => {
  it('wait for one of several, and restore anew after it', () => {
    const steps = [stop, upgrade, stepOf('free'), stepOf('start', ['free', 'upgrade'], restore)];
    const states = statesOf(reopened(steps, { stop: done, upgrade: stuck, free: done, start: done }));
    expect(states).toMatchObject({ stop: 'done', upgrade: 'open', free: 'done', start: 'pending' });
  });

  it('are taken up by a person’s word also where they were given up before', () => {
    const states = statesOf(
      reopened([stop, upgrade, start], { stop: done, upgrade: done, start: dropped, report: stuck }),
    );
    expect(states).toMatchObject({ stop: 'done', upgrade: 'done', start: 'open', report: 'pending' });
  });
});
