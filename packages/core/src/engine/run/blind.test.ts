import { describe, expect, it } from 'vitest';
import { orders, planOf, stateOf, statesOf, stepOf } from '../../testing/plans.ts';
import { snapshotOf, type Tiny, tinyDriver } from '../../testing/tiny.ts';
import { defaultPolicy } from '../policy.ts';
import { afterBlindLook } from './blind.ts';
import { evaluate } from './evaluate.ts';
import type { RunState } from './state.ts';
import { reopenRun } from './wishes.ts';

const error = { kind: 'unavailable', message: 'no answer came' } as const;
const plan = planOf({ steps: [stepOf('a'), stepOf('b', ['a']), stepOf('c', ['b'], { phase: 'restore' })] });
const minutes = 60_000;
const begun = () => stateOf(plan, { a: { state: 'open' } });

/** Blind looks, ten minutes apart. */
function blindFor(duration: number, from: RunState<Tiny> = begun()): RunState<Tiny> {
  let state = from;
  for (let passed = 0; passed <= duration && state.run.state === 'running'; passed += 10 * minutes) {
    state = afterBlindLook(state, error, 1_000_000 + passed, defaultPolicy, 'one');
  }
  return state;
}

function again(): RunState<Tiny> {
  return reopenRun(blindFor(defaultPolicy.blindLimit + 20 * minutes), 2_000_000_000);
}

describe('a look that saw nothing at all', () => {
  it('harms nothing: the run waits', () => {
    const state = afterBlindLook(begun(), error, 1_000_000, defaultPolicy, 'one');
    expect(state.memories).toEqual(begun().memories);
    expect(state.run).toMatchObject({ state: 'running', blind: { error } });
    expect(state.run.nextLookAt).toBeGreaterThan(1_000_000);
  });

  it('needs an operator once that has gone on for the limit, and says so', () => {
    const state = blindFor(defaultPolicy.blindLimit + 20 * minutes);
    expect(state.run).toMatchObject({ state: 'needs-operator', outcome: { result: 'needs-operator' } });
    expect(state.run.outcome?.todo.join()).toContain('no answer came');
  });

  it('says for how long, and what would help', () => {
    const state = blindFor(defaultPolicy.blindLimit);
    expect(state.run.blind).toMatchObject({ watched: defaultPolicy.blindLimit });
    expect(state.memories['a']).toMatchObject({
      state: 'operator',
      reason: 'no look has succeeded for 1440 minutes: no answer came',
      remedy: 'make the cloud reachable, then resume',
    });
  });

  it('leaves to an operator what was open, and the report; what was to come is dropped, what is over stays', () => {
    const further = planOf({ steps: [stepOf('z'), ...plan.steps] });
    const state = blindFor(
      defaultPolicy.blindLimit,
      stateOf(further, { z: { state: 'done' }, a: { state: 'open' } }),
    );
    expect(statesOf(state)).toEqual({
      z: 'done',
      a: 'operator',
      b: 'dropped',
      c: 'dropped',
      report: 'operator',
    });
    expect(state.memories['b']).not.toHaveProperty('remedy');
  });

  it('is one too many where the policy has no patience', () => {
    const policy = { ...defaultPolicy, blindLimit: 0 };
    expect(afterBlindLook(begun(), error, 1_000_000, policy, 'one').run.state).toBe('needs-operator');
  });

  it('does not need one before', () => {
    expect(blindFor(defaultPolicy.blindLimit - 20 * minutes).run.state).toBe('running');
  });

  it('counts the time in which somebody looked, not a night asleep', () => {
    const first = afterBlindLook(begun(), error, 1_000_000, defaultPolicy, 'one');
    const second = afterBlindLook(
      first,
      error,
      1_000_000 + 3 * defaultPolicy.blindLimit,
      defaultPolicy,
      'one',
    );
    expect(second.run.state).toBe('running');
  });

  it('counts the time of one observer: the clocks of two that look in turn may be days apart', () => {
    let state = begun();
    for (let index = 0; index < 40; index += 1) {
      const ahead = index % 2 === 0 ? 0 : 3 * 86_400_000;
      const now = 1_000_000 + index * minutes + ahead;
      state = afterBlindLook(state, error, now, defaultPolicy, ahead === 0 ? 'one' : 'other');
    }
    expect(state.run.state).toBe('running');
    expect(state.run.blind?.watched).toBeLessThanOrEqual(40 * minutes);
  });

  it('counts no more than has passed where two look in turn, and the clock of one is minutes ahead', () => {
    let state = begun();
    const every = defaultPolicy.settle / 8;
    const looks = (20 * 60 * minutes) / every;
    for (let index = 0; index < looks; index += 1) {
      const ahead = index % 2 === 0 ? 0 : 5 * minutes;
      state = afterBlindLook(
        state,
        error,
        1_000_000 + index * every + ahead,
        defaultPolicy,
        `clock ${ahead}`,
      );
    }
    expect(state.run.state).toBe('running');
    expect(state.run.blind?.watched).toBeGreaterThan(0);
  });

  it('counts only in a row: a look that saw something ends it', () => {
    const blind = blindFor(defaultPolicy.blindLimit / 2);
    const seen = snapshotOf(900_000_000, { [orders]: { version: '1' } });
    const { state } = evaluate(blind, seen, {
      driver: tinyDriver,
      policy: defaultPolicy,
      sendBy: 900_030_000,
      observer: 'one',
    });
    expect(state.run.blind).toBeUndefined();
  });
});

describe('a run that is taken up again after a blind time', () => {
  it('goes on with the steps that were open', () => {
    const reopened = again();
    expect(reopened.run.state).toBe('running');
    expect(statesOf(reopened)['a']).toBe('open');
  });

  it('opens no step before those it waits for have ended well', () => {
    expect(statesOf(again())).toMatchObject({ b: 'pending', c: 'pending', report: 'pending' });
  });
});
