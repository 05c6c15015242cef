import { describe, expect, it } from 'vitest';
import type { UpgradeError } from '../../contract/errors.ts';
import type { StepMemory, StepState } from '../../contract/memory.ts';
import { memberOf, orders, planOf, replica, stateOf, stepOf } from '../../testing/plans.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { outcomeOf } from './outcome.ts';

const plan = planOf({
  members: [memberOf(orders), memberOf(replica, { role: 'replica' })],
  steps: [stepOf('a'), stepOf('b'), stepOf('c')],
});
const proved: Partial<StepMemory<Tiny>> = {
  state: 'done',
  endedAt: 7_000,
  evidence: { [`${orders}#version`]: '2', [`${replica}#version`]: '2' },
  row: { says: 'done', reads: 3, lastReadAt: 7_000, lookIds: ['x', 'y', 'z'] },
};

function outcome(
  ends: Readonly<Record<string, StepState>>,
  more: Readonly<Record<string, Partial<StepMemory<Tiny>>>> = {},
) {
  const states = Object.entries({ a: 'done', b: 'done', c: 'done', ...ends } as const);
  const memories = Object.fromEntries(states.map(([id, state]) => [id, { state, ...more[id] }]));
  const report = { ...proved, ...more['report'] };
  return outcomeOf(stateOf(plan, { ...memories, report }), 8_000);
}

/** The line for people of a run that ended so. */
function line(
  given: typeof plan,
  memories: Readonly<Record<string, Partial<StepMemory<Tiny>>>>,
): string | undefined {
  return outcomeOf(stateOf(given, { report: proved, ...memories }), 8_000)?.summary;
}

/** The line of a run of a family. */
function family(memories: Readonly<Record<string, Partial<StepMemory<Tiny>>>> = {}): string | undefined {
  return line(plan, { a: { state: 'done' }, b: { state: 'done' }, c: { state: 'done' }, ...memories });
}

function refusal(message: string): UpgradeError {
  return { kind: 'rejected', message };
}

describe('the outcome', () => {
  it('is there only once every step is over, the report too', () => {
    expect(outcome({ b: 'open' })).toBeUndefined();
    expect(outcome({ b: 'pending' })).toBeUndefined();
    expect(outcome({}, { report: { state: 'open' } })).toBeUndefined();
    expect(outcome({})).toBeDefined();
  });

  it.each<readonly [string, Readonly<Record<string, StepState>>]>([
    ['succeeded', {}],
    ['succeeded', { a: 'passed' }],
    ['cancelled', { b: 'dropped' }],
    ['failed', { a: 'failed', b: 'dropped' }],
    ['needs-operator', { a: 'operator', b: 'dropped' }],
    ['needs-operator', { a: 'failed', b: 'operator', c: 'dropped' }],
  ])('is %s with %j', (result, ends) => {
    expect(outcome(ends)?.result).toBe(result);
  });

  it('is never succeeded without the report’s proof', () => {
    for (const state of ['failed', 'operator', 'dropped', 'passed'] as const) {
      expect(outcome({}, { report: { state } })?.result).not.toBe('succeeded');
    }
  });

  it('shows each member before and after, with the looks that prove it', () => {
    expect(outcome({})?.members).toEqual(
      [orders, replica].map((reference, index) => ({
        reference,
        role: index === 0 ? 'primary' : 'replica',
        before: { version: '1' },
        after: { version: '2' },
        proof: { looks: ['x', 'y', 'z'], provedAt: 7_000 },
      })),
    );
  });

  it('does not take one member’s facts for those of another whose name begins the same', () => {
    const only = { evidence: { [`${replica}#version`]: '2' } };
    const members = outcome({}, { report: only })?.members;
    expect(members?.[0]).not.toHaveProperty('after');
    expect(members?.[1]).toHaveProperty('after');
  });

  it('shows how each member is also when the run failed', () => {
    expect(outcome({ a: 'failed' })?.members[0]).toMatchObject({ after: { version: '2' } });
  });

  it('names the error that came first', () => {
    const more = {
      a: { endedAt: 200, error: { kind: 'rejected', message: 'later' } },
      b: { endedAt: 100, error: { kind: 'rejected', message: 'first' } },
    } as const;
    expect(outcome({ a: 'failed', b: 'failed' }, more)?.error?.message).toBe('first');
    expect(outcome({ a: 'failed', b: 'failed' }, more)?.summary).toContain('first');
  });

  it('says what an operator has to do', () => {
    const more = { a: { reason: 'it is locked', remedy: 'unlock it' } };
    const found = outcome({ a: 'operator' }, more);
    expect(found?.todo.join()).toMatch(/it is locked.*unlock it/);
  });

  it('names in its line the step that stopped, and neither one that ended well nor one that failed', () => {
    const more = {
      a: { reason: 'it may have been stopped', remedy: 'see whether it is to run' },
      b: { endedAt: 300, error: { kind: 'rejected', message: 'refused' } },
      c: { endedAt: 200, reason: 'it is locked', remedy: 'unlock it' },
    } as const;
    const found = outcome({ a: 'passed', b: 'failed', c: 'operator' }, more);
    expect(found?.summary).toBe(`${orders}: needs an operator: Set c: it is locked: unlock it`);
    expect(found?.todo).toHaveLength(2);
    expect(found?.error?.message).toBe('refused');
  });

  it('names in its line the step that stopped first, in whatever order they are', () => {
    const inOrder = {
      a: { endedAt: 200, reason: 'it is stopped', remedy: 'start it' },
      c: { endedAt: 300, reason: 'it is locked', remedy: 'unlock it' },
    } as const;
    expect(outcome({ a: 'operator', c: 'operator' }, inOrder)?.summary).toContain('it is stopped');
    const more = {
      a: { endedAt: 300, reason: 'it is stopped', remedy: 'start it' },
      c: { endedAt: 200, reason: 'it is locked', remedy: 'unlock it' },
    } as const;
    const found = outcome({ a: 'operator', c: 'operator' }, more);
    expect(found?.summary).toContain('Set c: it is locked: unlock it');
  });

  it('names every step with its end, its reason and the cloud’s own ids', () => {
    const answer = { answer: 'accepted', acknowledgement: { taskId: '42' }, at: 1 } as const;
    const found = outcome({}, { b: { answer, reason: 'proved' } });
    expect(found?.steps).toHaveLength(3);
    expect(found?.steps[1]).toMatchObject({
      id: 'b',
      state: 'done',
      reason: 'proved',
      acknowledgement: { taskId: '42' },
    });
  });

  it('is one line for people, and plain data', () => {
    const found = outcome({ a: 'failed' });
    expect(found?.summary).not.toContain('\n');
    expect(JSON.parse(JSON.stringify(found))).toStrictEqual(found);
  });
});

describe('the outcome in one line', () => {
  const alone = planOf();
  const error = { kind: 'rejected', message: 'the class is not offered' } as const;
  const gone = planOf({ members: [memberOf(orders, { gone: true }), memberOf(replica, { gone: true })] });
  const some = planOf({ members: [memberOf(orders), memberOf(replica, { gone: true })] });

  it.each<readonly [string, () => string | undefined]>([
    [`${orders}: 1 to 2, proved on every member`, () => line(alone, { a: { state: 'done' } })],
    [`${orders} and the 1 that go with it: 1 to 2, proved on every member`, () => family()],
    [`${orders} and the 1 that go with it: gone, proved`, () => line(gone, { a: { state: 'done' } })],
    [
      `${orders} and the 1 that go with it: 1 to 2, proved on every member`,
      () => line(some, { a: { state: 'done' } }),
    ],
    [
      `${orders}: not upgraded to 2: the class is not offered`,
      () => family({ a: { state: 'failed', error, endedAt: 1 } }),
    ],
    [`${orders}: not upgraded to 2: a step failed`, () => family({ a: { state: 'failed' } })],
    [
      `${orders}: cancelled; what was not begun was left as it was`,
      () => family({ b: { state: 'dropped', reason: 'cancelled' } }),
    ],
    [
      `${orders}: needs an operator: Set a: locked: unlock it`,
      () => family({ a: { state: 'operator', reason: 'locked', remedy: 'unlock it' } }),
    ],
    [`${orders}: needs an operator: `, () => family({ a: { state: 'operator' } })],
  ])('%s', (summary, found) => {
    expect(found()).toBe(summary);
  });
});

describe('what is left to do', () => {
  it('is told by the title of the step, why, and what to do', () => {
    const more = {
      a: { reason: 'it is locked', remedy: 'unlock it' },
      b: { remedy: 'start it' },
      report: { reason: 'no answer came', remedy: 'look again' },
    };
    expect(outcome({ a: 'operator' }, more)?.todo).toEqual([
      'Set a: it is locked: unlock it',
      'Set b: not done: start it',
      'prove every member: no answer came: look again',
    ]);
  });

  it('is nothing where nothing is', () => {
    expect(outcome({})?.todo).toEqual([]);
  });
});

describe('the steps of an outcome', () => {
  const answer = { answer: 'busy', error: { kind: 'rejected', message: 'no' }, at: 1 } as const;

  it('have what is known of them, and no more', () => {
    expect(outcome({}, { c: { answer } })?.steps[2]).toStrictEqual({
      id: 'c',
      title: 'Set c',
      member: orders,
      state: 'done',
    });
    const error = { kind: 'rejected', message: 'no' } as const;
    const failed = outcome({ a: 'failed' }, { a: { error, reason: 'no', remedy: 'mend it' } });
    expect(failed?.steps[0]).toStrictEqual({
      id: 'a',
      title: 'Set a',
      member: orders,
      state: 'failed',
      reason: 'no',
      error,
      remedy: 'mend it',
    });
  });
});

describe('the error of an outcome', () => {
  it('is of a step that failed, not of one that was done nevertheless', () => {
    const more = {
      a: { endedAt: 1, error: refusal('overcome') },
      b: { endedAt: 2, error: refusal('not overcome') },
    };
    expect(outcome({ b: 'failed' }, more)?.error).toEqual(refusal('not overcome'));
    expect(outcome({}, more)).not.toHaveProperty('error');
  });

  it('is of the step that failed first, in whatever order they are', () => {
    const more = { a: { endedAt: 1, error: refusal('first') }, b: { endedAt: 2, error: refusal('later') } };
    expect(outcome({ a: 'failed', b: 'failed' }, more)?.error).toEqual(refusal('first'));
  });

  it('is one that is there, also where a step that ended before has none', () => {
    const more = { a: { endedAt: 1 }, b: { endedAt: 2, error: refusal('why') } };
    expect(outcome({ a: 'failed', b: 'failed' }, more)?.error).toEqual(refusal('why'));
  });
});

describe('the members of an outcome', () => {
  it('are as they were before, and not proved, where the report was not', () => {
    expect(outcome({}, { report: { state: 'failed' } })?.members[0]).toStrictEqual({
      reference: orders,
      role: 'primary',
      before: { version: '1' },
    });
  });

  it('are proved by no looks where a stored report has none', () => {
    const { row: _row, ...report } = proved;
    const memories = { a: { state: 'done' }, b: { state: 'done' }, c: { state: 'done' }, report } as const;
    expect(outcomeOf(stateOf(plan, memories), 8_000)?.members[0]?.proof?.looks).toEqual([]);
  });

  it('have a time for the run and for the plan’s versions', () => {
    expect(outcome({})).toMatchObject({
      runId: 'run-1',
      from: '1',
      to: '2',
      startedAt: 1_000,
      endedAt: 8_000,
    });
  });
});
