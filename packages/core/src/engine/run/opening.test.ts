import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOver, type StepState } from '../../contract/memory.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import { planOf, stateOf, statesOf, stepOf } from '../../testing/plans.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { openWhatMay } from './opening.ts';
import type { RunState } from './state.ts';

const restore = { phase: 'restore' } as const;

function openedWith(
  steps: readonly PlannedStep<Tiny>[],
  ends: Readonly<Record<string, StepState>>,
): Record<string, StepState> {
  const memories = Object.fromEntries(Object.entries(ends).map(([id, state]) => [id, { state }]));
  return statesOf(openWhatMay(stateOf(planOf({ steps }), memories), 5_000));
}

describe('a forward step', () => {
  const steps = [stepOf('a'), stepOf('b'), stepOf('c', ['a', 'b'])];

  it('opens at once when it waits for none', () => {
    expect(openedWith(steps, {})).toMatchObject({ a: 'open', b: 'open', c: 'pending' });
  });

  it('opens when all before it ended well', () => {
    expect(openedWith(steps, { a: 'done', b: 'passed' }).c).toBe('open');
    expect(openedWith(steps, { a: 'done', b: 'open' }).c).toBe('pending');
  });

  it.each(['failed', 'operator', 'dropped'] as const)('is dropped when one before it is %s', (end) => {
    expect(openedWith(steps, { a: end, b: 'open' }).c).toBe('dropped');
  });

  it('that is dropped says why, and when', () => {
    const after = openWhatMay(stateOf(planOf({ steps }), { a: { state: 'dropped' } }), 5_000);
    expect(after.memories['c']).toMatchObject({
      reason: 'not begun: a step before it did not end well',
      endedAt: 5_000,
    });
    const halted = openWhatMay(stateOf(planOf({ steps }), { a: { state: 'failed' } }), 5_000);
    expect(halted.memories['b']?.reason).toBe('not begun: the run was cancelled, or a step failed');
  });

  it.each(['failed', 'operator'] as const)('is dropped when any other step is %s', (end) => {
    expect(openedWith([...steps, stepOf('d', ['b'])], { a: end, b: 'open' }).d).toBe('dropped');
  });

  it('is dropped after a cancel', () => {
    const state = stateOf(planOf({ steps }), { a: { state: 'open' } }, { cancelRequestedAt: 4_000 });
    const after = openWhatMay(state, 5_000);
    expect(statesOf(after)).toMatchObject({ a: 'open', b: 'dropped', c: 'dropped' });
    expect(after.memories['b']?.reason).toBeTruthy();
  });
});

describe('a restore step', () => {
  const steps = [stepOf('stop'), stepOf('upgrade', ['stop']), stepOf('start', ['stop', 'upgrade'], restore)];

  it.each(['done', 'passed', 'failed', 'operator', 'dropped'] as const)(
    'opens when the steps before it are over, also when one is %s',
    (end) => {
      expect(openedWith(steps, { stop: 'done', upgrade: end }).start).toBe('open');
    },
  );

  it('opens after a cancel that dropped what is before it', () => {
    const state = stateOf(planOf({ steps }), { stop: { state: 'done' } }, { cancelRequestedAt: 4_000 });
    expect(statesOf(openWhatMay(state, 5_000))).toMatchObject({ upgrade: 'dropped', start: 'open' });
  });

  it('waits while a step before it is open', () => {
    expect(openedWith(steps, { stop: 'done', upgrade: 'open' }).start).toBe('pending');
  });
});

describe('the report', () => {
  const steps = [stepOf('a'), stepOf('b', ['a'], restore)];

  it('opens once every step is over', () => {
    expect(openedWith(steps, { a: 'failed', b: 'done' })['report']).toBe('open');
    expect(openedWith(steps, { a: 'failed', b: 'open' })['report']).toBe('pending');
  });

  it('opens at once for a plan with nothing to do', () => {
    expect(openedWith([], {})['report']).toBe('open');
  });
});

/** Random steps, each of which waits for some of those before it. */
const dag = fc
  .array(fc.record({ restores: fc.boolean(), after: fc.array(fc.nat(20)) }), { maxLength: 12 })
  .map((drawn) =>
    drawn.map(({ restores, after }, index) => {
      const before = index === 0 ? [] : [...new Set(after.map((number) => `s${number % index}`))];
      return stepOf(`s${index}`, before, restores ? restore : {});
    }),
  );
const end = fc.constantFrom<StepState>('done', 'done', 'done', 'passed', 'failed', 'operator', 'dropped');

/** Ends open steps one by one until none is left; tells which ever were open. */
function lived(
  state: RunState<Tiny>,
  ends: readonly StepState[],
  cancelAfter: number,
  check: (before: RunState<Tiny>, after: RunState<Tiny>) => void,
): { readonly last: RunState<Tiny>; readonly everOpen: ReadonlySet<string> } {
  const everOpen = new Set<string>();
  let current = openWhatMay(state, 2_000);
  check(state, current);
  for (let turn = 0; ; turn += 1) {
    const open = current.run.plan.steps.filter(({ id }) => current.memories[id]?.state === 'open');
    for (const { id } of open) everOpen.add(id);
    const next = open[turn % Math.max(1, open.length)];
    if (!next) return { last: current, everOpen };
    const memory = { ...current.memories[next.id], state: ends[turn % ends.length] ?? 'done' };
    const cancelled = turn === cancelAfter ? { cancelRequestedAt: 3_000 } : {};
    const memories = { ...current.memories, [next.id]: memory } as RunState<Tiny>['memories'];
    const known = { run: { ...current.run, ...cancelled }, memories };
    current = openWhatMay(known, 3_000);
    check(known, current);
  }
}

describe('opening, whatever depends on what and however it ends', () => {
  const given = fc.record({ steps: dag, ends: fc.array(end, { minLength: 1 }), cancelAfter: fc.nat(15) });

  it('leaves no step pending once none is open, and then opens the report', () => {
    fc.assert(
      fc.property(given, ({ steps, ends, cancelAfter }) => {
        const { last } = lived(stateOf(planOf({ steps })), ends, cancelAfter, () => {});
        const { report, ...others } = statesOf(last);
        expect(Object.values(others).every(isOver)).toBe(true);
        expect(report).toBe('open');
      }),
    );
  });

  it('gives every restore step its time', () => {
    fc.assert(
      fc.property(given, ({ steps, ends, cancelAfter }) => {
        const { everOpen } = lived(stateOf(planOf({ steps })), ends, cancelAfter, () => {});
        for (const { id, phase } of steps) if (phase === 'restore') expect(everOpen).toContain(id);
      }),
    );
  });

  it('opens a forward step only when all before it ended well and nothing halts', () => {
    fc.assert(
      fc.property(given, ({ steps, ends, cancelAfter }) => {
        lived(stateOf(planOf({ steps })), ends, cancelAfter, (before, after) => {
          const states = statesOf(after);
          for (const step of steps) {
            const opens = before.memories[step.id]?.state === 'pending' && states[step.id] === 'open';
            if (!opens || step.phase === 'restore') continue;
            expect(step.after.every((id) => states[id] === 'done' || states[id] === 'passed')).toBe(true);
            expect(after.run.cancelRequestedAt).toBeUndefined();
            expect(Object.values(states)).not.toContain('failed');
            expect(Object.values(states)).not.toContain('operator');
          }
        });
      }),
    );
  });

  it('changes no step that was not pending', () => {
    fc.assert(
      fc.property(given, ({ steps, ends, cancelAfter }) => {
        lived(stateOf(planOf({ steps })), ends, cancelAfter, (before, after) => {
          for (const [id, memory] of Object.entries(before.memories)) {
            if (memory.state !== 'pending') expect(after.memories[id]).toBe(memory);
          }
        });
      }),
    );
  });
});
