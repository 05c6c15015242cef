import { describe, expect, it } from 'vitest';
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
