import { describe, expect, it } from 'vitest';
import type { StepKind } from '../../contract/driver.ts';
import type { StepMemory } from '../../contract/memory.ts';
import { memberOf, orders, planOf, replica, stateOf, stepOf } from '../../testing/plans.ts';
import { scripted } from '../../testing/scripted.ts';
import { type Tiny, tinyDriver } from '../../testing/tiny.ts';
import { answers, Trial } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';
import { contextOf, kindOf, maySend, needsOf } from './needs.ts';

const task = 'tiny://cn-hangzhou/orders-task';

function rowOf(says: string): NonNullable<StepMemory<Tiny>['row']> {
  return { says, reads: 1, lastReadAt: 1, lookIds: ['x'] };
}

describe('the module of a step', () => {
  it('is found by its kind among those of the driver', () => {
    const set = kindOf(tinyDriver, stepOf('a'));
    const other: StepKind<Tiny> = { ...set, kind: 'set', idempotent: false };
    expect(kindOf({ ...tinyDriver, steps: [other, set] }, stepOf('a'))).toBe(other);
    expect(set.kind).toBe('set');
  });

  it('that no driver has is a fault that names both', () => {
    const input = JSON.parse('{"kind":"move","version":"2"}') as Tiny['step'];
    const step = stepOf('a', [], { input });
    expect(() => kindOf(tinyDriver, step)).toThrow('tiny has no steps of the kind move');
  });
});

describe('what a step knows besides its look', () => {
  it('is the plan, the other steps, the settle time, and a continue if there was one', () => {
    const state = stateOf(planOf());
    const known = { plan: state.run.plan, memories: state.memories, settle: defaultPolicy.settle };
    expect(contextOf(state, defaultPolicy)).toStrictEqual(known);
    const continued = { ...state, run: { ...state.run, continuedAt: 5_000 } };
    expect(contextOf(continued, defaultPolicy)).toStrictEqual({ ...known, continuedAt: 5_000 });
  });
});

function accepted(): StepMemory<Tiny> {
  return new Trial().sent(answers.accepted).memory;
}

function compared(
  memory: Partial<StepMemory<Tiny>>,
  kind: Partial<StepKind<Tiny>> = {},
  step = stepOf('a'),
): boolean {
  const state = stateOf(planOf({ steps: [step] }), { a: { ...memory, state: 'open' } });
  return maySend(state, step, { ...kindOf(tinyDriver, step), ...kind });
}

describe('whether the world is compared with the plan for a step', () => {
  it.each<readonly [string, () => boolean]>([
    ['it has sent nothing', () => compared({})],
    ['its call was not taken', () => compared(new Trial().sent(answers.busy).memory)],
    ['its call is in doubt', () => compared(new Trial().sent(answers.unknown).memory)],
    [
      'its call was accepted, but an earlier send is in doubt',
      () => compared({ ...accepted(), doubt: true }),
    ],
    ['its call was accepted, and may be made again if it fails', () => compared(accepted(), { attempts: 2 })],
  ])('it is where %s: it may be about to send', (_why, isCompared) => {
    expect(isCompared()).toBe(true);
  });

  it.each<readonly [string, () => boolean]>([
    ['its call was accepted', () => compared(accepted())],
    ['it never sends', () => compared({}, { sends: false })],
    ['it restores', () => compared({}, {}, stepOf('a', [], { phase: 'restore' }))],
  ])('it is not where %s', (_why, isCompared) => {
    expect(isCompared()).toBe(false);
  });
});

describe('what has to be looked at', () => {
  const members = [memberOf(orders), memberOf(replica)];
  const steps = [
    stepOf('a', [], { member: replica }),
    stepOf('b', ['a'], { phase: 'restore' }),
    stepOf('c', ['b'], { phase: 'restore', member: task }),
  ];
  const open = { state: 'open' } as const;
  const done = { state: 'done' } as const;
  const keys = (
    memories: Readonly<Record<string, Partial<StepMemory<Tiny>>>>,
    kind: Partial<StepKind<Tiny>> = {},
    planned = steps,
  ): readonly string[] => {
    const state = stateOf(planOf({ members, steps: planned }), memories);
    return needsOf(state, scripted({}, kind), defaultPolicy).map(({ key }) => key);
  };

  it.each<readonly [string, () => readonly string[], readonly string[]]>([
    ['nothing while no step is open', () => keys({}), []],
    ['its own for a step that waits for its effect', () => keys({ a: accepted() }), [replica]],
    ['its own for a step that restores', () => keys({ a: done, b: open }), [orders]],
    ['every member for a step that may send, each once', () => keys({ a: open }), [replica, orders]],
    ['every member for the report', () => keys({ report: open }), [orders, replica]],
    ['every member where one of several may send', () => keys({ a: open, b: accepted() }), [replica, orders]],
    [
      'also what opens as soon as the step that is being proved is over',
      () => keys({ a: { ...accepted(), row: rowOf('done {}') } }),
      [replica, orders],
    ],
    [
      'also what opens as soon as one look shows the step done',
      () => keys({ a: accepted() }, { reads: 1 }),
      [replica, orders],
    ],
    [
      'nothing of what comes after a step that waits for a person: that may take days',
      () => keys({ a: { ...accepted(), paused: true } }, { reads: 1 }),
      [replica],
    ],
    [
      'nothing of what comes after a step that is not being proved to be done',
      () => keys({ a: done, b: { ...open, row: rowOf('fail x') } }),
      [orders],
    ],
    [
      'nothing of what waits for another step besides',
      () =>
        keys({ a: { ...accepted(), row: rowOf('done {}') }, x: accepted() }, {}, [
          stepOf('a', [], { member: replica }),
          stepOf('x'),
          stepOf('both', ['a', 'x'], { member: task }),
        ]),
      [replica, orders],
    ],
    [
      'nothing of what is over while a step is being proved',
      () =>
        keys({ z: done, a: { ...accepted(), row: rowOf('done {}') } }, {}, [
          stepOf('z', [], { member: task }),
          stepOf('a', [], { member: replica }),
          stepOf('next', ['a', 'z'], { phase: 'restore', member: replica }),
        ]),
      [replica],
    ],
    [
      'its own for the last steps, while one of them is under way',
      () =>
        keys({ f: accepted(), r: open }, {}, [
          stepOf('f', [], { member: task }),
          stepOf('r', [], { phase: 'restore' }),
        ]),
      [task, orders],
    ],
    ['nothing once all is over', () => keys({ a: done, b: done, c: done, report: done }), []],
    [
      'every member with the last steps, where they restore: the same looks prove the run',
      () => keys({ a: done, b: done, c: open }),
      [task, orders, replica],
    ],
  ])('is %s', (_what, needed, expected) => {
    expect(needed()).toEqual(expected);
  });
});
