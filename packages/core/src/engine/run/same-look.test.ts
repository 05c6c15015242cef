import { describe, expect, it } from 'vitest';
import type { StepKind } from '../../contract/driver.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { memberOf, orders, planOf, replica, stateOf, statesOf, stepOf } from '../../testing/plans.ts';
import { lookAt, scripted } from '../../testing/scripted.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { verdicts } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';
import type { Evaluated } from './evaluate.ts';

const { act, done, waiting } = verdicts;
const now = 1_000_000;
const open = { state: 'open' } as const;
const restore = { phase: 'restore' } as const;
const both = { [orders]: { version: '1' }, [replica]: { version: '1' } };
const fingerprint = { [`${orders}#version`]: '1', [`${replica}#version`]: '1' };
/** One good read proves a step done, so that one look can open the next. */
const quick = { reads: 1 };
const second = 1_000;

function planned(...steps: readonly ReturnType<typeof stepOf>[]) {
  return planOf({ members: [memberOf(orders), memberOf(replica)], steps, fingerprint });
}

type Needs = StepKind<Tiny>['needs'];

const withNetwork: Needs = ({ id, member }) =>
  id === 'a' ? [{ key: member }] : [{ key: member }, { key: 'its network' }];

/** A look that proves the first of two steps done, so that the second opens. */
function afterA(
  b: ReturnType<typeof stepOf>,
  seen: Parameters<typeof lookAt>[1],
  needs?: Needs,
): Evaluated<Tiny> {
  const driver = scripted({ a: done, b: act }, { ...quick, ...(needs ? { needs } : {}) });
  return lookAt(stateOf(planned(stepOf('a'), b), { a: open }), seen, now, driver);
}

/** The time to the next look at a run of two steps. */
function next(said: Readonly<Record<string, Verdict<Tiny>>>, policy = defaultPolicy): number {
  const plan = planned(stepOf('x'), stepOf('y', [], { member: replica }));
  const { run } = lookAt(stateOf(plan, { x: open, y: open }), both, now, scripted(said), { policy }).state;
  return run.nextLookAt - now;
}

describe('a step that opens because of a look', () => {
  it('is judged by the same look, and so is what opens because of that', () => {
    const plan = planned(stepOf('a'), stepOf('b', ['a']), stepOf('c', ['b']));
    const { state, intents } = lookAt(
      stateOf(plan, { a: open }),
      both,
      now,
      scripted({ a: done, b: done, c: act }, quick),
    );
    expect(statesOf(state)).toMatchObject({ a: 'done', b: 'done', c: 'open' });
    expect(intents.map(({ stepId }) => stepId)).toEqual(['c']);
  });

  it('may be the report', () => {
    const { state } = lookAt(
      stateOf(planned(stepOf('a')), { a: open }),
      { [orders]: { version: '2' }, [replica]: { version: '2' } },
      now,
      scripted({ a: done }, quick),
    );
    expect(state.memories['report']).toMatchObject({ state: 'open', row: { reads: 1 } });
  });

  it('leaves alone what that look has judged before', () => {
    const plan = planned(stepOf('a'), stepOf('b', ['a']), stepOf('x', [], { member: replica }));
    const { state, intents } = lookAt(
      stateOf(plan, { a: open, x: open }),
      both,
      now,
      scripted({ a: done, b: act, x: act }, quick),
    );
    expect(intents.map(({ stepId }) => stepId)).toEqual(['x', 'b']);
    expect(state.memories['x']?.reason).toBe('Set goes out');
  });
});

describe('a step that opens because of a look which lacks something it needs', () => {
  const elsewhere = stepOf('b', ['a'], { member: 'tiny://cn-hangzhou/other' });
  it('is not judged by it, and is looked at at once', () => {
    const { state, intents } = afterA(elsewhere, both);
    expect(intents).toEqual([]);
    expect(state.memories['b']).toMatchObject({ state: 'open', enteredAt: now });
    expect(state.memories['b']).not.toHaveProperty('lastLookAt');
    expect(state.run.nextLookAt).toBe(now);
  });

  it('is not judged either where the look has a part of it', () => {
    const { state } = afterA(stepOf('b', ['a']), both, withNetwork);
    expect(state.memories['b']).not.toHaveProperty('lastLookAt');
  });

  it('is not judged where it may send and the look lacks a member to compare', () => {
    const { state, intents } = afterA(stepOf('b', ['a']), { [orders]: { version: '1' } });
    expect(intents).toEqual([]);
    expect(state.memories['b']).not.toHaveProperty('lastLookAt');
  });

  it('is judged where it compares nothing: a restore step', () => {
    const { intents } = afterA(stepOf('b', ['a'], restore), { [orders]: { version: '1' } });
    expect(intents.map(({ stepId }) => stepId)).toEqual(['b']);
  });

  it('does not keep another from being judged that has all it needs', () => {
    const plan = planned(stepOf('a'), elsewhere, stepOf('c', ['a']));
    const { state, intents } = lookAt(
      stateOf(plan, { a: open }),
      both,
      now,
      scripted({ a: done, b: act, c: act }, quick),
    );
    expect(intents.map(({ stepId }) => stepId)).toEqual(['c']);
    expect(state.run.nextLookAt).toBe(now);
  });

  it('is the report: it is not judged while a member was not asked for', () => {
    const plan = planned(stepOf('a', [], restore));
    const { state } = lookAt(
      stateOf(plan, { a: open }),
      { [orders]: { version: '2' } },
      now,
      scripted({ a: done }, quick),
    );
    expect(state.memories['report']).toMatchObject({ state: 'open' });
    expect(state.memories['report']).not.toHaveProperty('lastLookAt');
    expect(state.run.nextLookAt).toBe(now);
  });
});

describe('the next look at a run', () => {
  it('comes when the first of its steps is worth one', () => {
    expect(next({ x: waiting, y: { ...waiting, lookAgainIn: 2 * second } })).toBe(2 * second);
    expect(next({ x: { ...waiting, lookAgainIn: second }, y: waiting })).toBe(second);
  });

  it.each<readonly [string, Verdict<Tiny>, Verdict<Tiny>, number]>([
    ['what opened', { ...waiting, lookAgainIn: second }, waiting, second],
    ['what was open before', waiting, { ...waiting, lookAgainIn: second }, second],
    ['the first of both', waiting, waiting, 15 * second],
  ])('is not asked for by a step that ended: it comes when %s is worth one', (_what, b, x, time) => {
    const plan = planned(stepOf('a'), stepOf('b', ['a']), stepOf('x', [], { member: replica }));
    const driver = scripted({ a: done, b, x }, quick);
    const { state } = lookAt(stateOf(plan, { a: open, x: open }), both, now, driver);
    expect(statesOf(state)).toMatchObject({ a: 'done', b: 'open' });
    expect(state.run.nextLookAt).toBe(now + time);
  });

  it('comes within a day, also with a longer interval', () => {
    const day = 24 * 3_600 * second;
    expect(next({}, { ...defaultPolicy, pollInterval: 3 * day })).toBe(day);
  });
});
