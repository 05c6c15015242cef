import { describe, expect, it } from 'vitest';
import type { StepMemory } from '../../contract/memory.ts';
import type { Run } from '../../contract/run.ts';
import { memberOf, orders, planOf, replica, stateOf, statesOf, stepOf } from '../../testing/plans.ts';
import { snapshotOf, type Tiny, tinyDriver } from '../../testing/tiny.ts';
import { answers, Trial, verdicts } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';
import { type Evaluated, evaluate } from './evaluate.ts';
import type { RunState } from './state.ts';
import { begin } from './wishes.ts';

const driver = tinyDriver;
const start = 1_000_000;
const old = { [orders]: { version: '1' } };

function look(state: RunState<Tiny>, seen: Parameters<typeof snapshotOf>[1], at: number): Evaluated<Tiny> {
  return evaluate(state, snapshotOf(at, seen), {
    driver,
    policy: defaultPolicy,
    sendBy: at + 30_000,
    observer: 'one',
  });
}

/** Looks, 20 s apart, that all see the same. */
function looks(
  times: number,
  from: RunState<Tiny>,
  seen: Parameters<typeof snapshotOf>[1],
  first = start,
): RunState<Tiny> {
  let state = from;
  for (let turn = 0; turn < times && state.run.state === 'running'; turn += 1) {
    state = look(state, seen, first + turn * 20_000).state;
  }
  return state;
}

function openRun(memory: Partial<StepMemory<Tiny>> = {}, run: Partial<Run<Tiny>> = {}): RunState<Tiny> {
  return stateOf(planOf(), { a: { ...memory, state: 'open' } }, run);
}

/** The memory of a step whose call was accepted. */
function accepted(): StepMemory<Tiny> {
  return new Trial().sent(answers.accepted, verdicts.act).memory;
}

describe('a look at a run', () => {
  it('makes an intent that is in the memory to be stored before anything is sent (law 1)', () => {
    const { state, intents } = look(openRun(), old, start);
    expect(intents).toMatchObject([{ stepId: 'a', intent: { attempt: 1, send: 1 } }]);
    expect(state.memories['a']?.intent).toEqual(intents[0]?.intent);
    expect(state.run.touched).toBe(true);
  });

  it('touches nothing while it makes no intent', () => {
    const { state, intents } = look(openRun(), { [orders]: { version: '2' } }, start);
    expect(intents).toEqual([]);
    expect(state.run.touched).toBe(false);
  });

  it('keeps the reads of the report so far when a look fails: it says nothing', () => {
    const proving = stateOf(planOf(), { a: { state: 'done' }, report: { state: 'open' } }, { touched: true });
    const proved = { [orders]: { version: '2' } };
    const twice = looks(2, proving, proved);
    const blinded = look(twice, { [orders]: 'not-looked' }, start + 40_000).state;
    expect(look(blinded, proved, start + 60_000).state.run.outcome).toMatchObject({ result: 'succeeded' });
  });

  it('lets a step wait whose needs were not looked at', () => {
    const { state, intents } = look(openRun(), { [orders]: 'not-looked' }, start);
    expect(intents).toEqual([]);
    expect(statesOf(state)['a']).toBe('open');
    expect(state.memories['a']?.reason).toContain('no answer came');
  });

  it('may serve an act of each of several steps that do not depend on one another', () => {
    const plan = planOf({
      members: [memberOf(orders), memberOf(replica)],
      steps: [stepOf('a'), stepOf('b', [], { member: replica })],
      fingerprint: { [`${orders}#version`]: '1', [`${replica}#version`]: '1' },
    });
    const begun = begin(stateOf(plan), start);
    const { intents } = look(begun, { ...old, [replica]: { version: '1' } }, start);
    expect(intents.map(({ stepId }) => stepId)).toEqual(['a', 'b']);
  });

  it('changes nothing about the plan, nor the state it was given', () => {
    const before = openRun();
    const copy = structuredClone(before);
    const { state } = look(before, old, start);
    expect(before).toEqual(copy);
    expect(state.run.plan).toBe(before.run.plan);
  });
});

describe('what somebody changed while nobody knew whether a call arrived', () => {
  const plan = planOf({
    steps: [stepOf('a', [], { changes: [`${orders}#version`, `${orders}#size`] })],
    fingerprint: { [`${orders}#version`]: '1', [`${orders}#size`]: 'S' },
  });
  const asPlanned = { [orders]: { version: '1', size: 'S' } };
  const sent = () => look(stateOf(plan, { a: { state: 'open' } }), asPlanned, start).state;
  const from = start + 120_000;

  it('stops it once it is proved that nothing came of the call: the change was not its own', () => {
    const ended = looks(12, sent(), { [orders]: { version: '1', size: 'L' } }, from);
    expect(ended.memories['a']).toMatchObject({ state: 'failed', error: { kind: 'stale-plan' } });
    expect(ended.memories['a']?.intent?.send).toBe(1);
  });

  it('is its own once it was seen under way', () => {
    const memory = { ...sent().memories['a'], begun: true };
    const begun = stateOf(plan, { a: memory }, { touched: true });
    const ended = looks(12, begun, { [orders]: { version: '1', size: 'L' } }, from);
    expect(ended.memories['a']?.error?.kind).not.toBe('stale-plan');
  });
});

describe('an intent without an answer', () => {
  const first = () => look(openRun(), old, start);
  const lockedUntil = start + 30_000 + driver.callTimeout;

  it.each([
    ['not as wanted', old],
    ['as wanted', { [orders]: { version: '2' } }],
  ])('is a lock: nobody judges what is %s while it may still be sent', (_how, seen) => {
    const { state: sent, intents } = first();
    const later = looks(3, sent, seen, start + 1_000);
    expect(later.memories['a']).toMatchObject({ state: 'open', intent: intents[0]?.intent });
    expect(later.memories['a']?.answer).toBeUndefined();
    expect(later.memories['a']?.row).toBeUndefined();
  });

  it('is not given up by a look that began while it might still be sent', () => {
    const late = { ...snapshotOf(lockedUntil + 5_000, old), startedAt: lockedUntil - 1 };
    const { state } = evaluate(first().state, late, {
      driver,
      policy: defaultPolicy,
      sendBy: lockedUntil + 35_000,
      observer: 'one',
    });
    expect(state.memories['a']?.answer).toBeUndefined();
  });

  it('is in doubt after that, and looked at until that settles', () => {
    const later = look(first().state, old, lockedUntil + 1);
    expect(later.intents).toEqual([]);
    expect(later.state.memories['a']).toMatchObject({ doubt: true, answer: { answer: 'unknown' } });
    expect(statesOf(looks(5, later.state, { [orders]: { version: '2' } }, lockedUntil + 20_000))['a']).toBe(
      'done',
    );
  });
});

describe('a world that has moved', () => {
  const bigger = { [orders]: { version: '1', size: 'L' } };

  it('causes no mutation, and says which field moved (law 11)', () => {
    const state = looks(8, openRun(), bigger);
    expect(state.memories['a']).toMatchObject({
      state: 'failed',
      attempts: 0,
      error: { kind: 'stale-plan', moved: [{ field: `${orders}#size` }] },
    });
    expect(state.run.touched).toBe(false);
  });

  it('is no false alarm on one stale look', () => {
    const first = look(openRun(), bigger, start);
    expect(look(first.state, old, start + 20_000).intents).toHaveLength(1);
  });

  it('never stops a restore step', () => {
    const plan = planOf({ steps: [stepOf('a', [], { phase: 'restore' })] });
    expect(look(begin(stateOf(plan), start), bigger, start).intents).toHaveLength(1);
  });
});

describe('a run from its first look to its end', () => {
  const plan = planOf({ steps: [stepOf('a', [], { changes: [`${orders}#version`] })] });
  const sent = () => stateOf(plan, { a: accepted() }, { touched: true });
  const upgraded = { [orders]: { version: '2' } };

  it('succeeds with its proof only after its step and its report were both proved', () => {
    const before = looks(defaultPolicy.reads - 1, sent(), upgraded, 2_000_000);
    expect(statesOf(before)).toEqual({ a: 'open', report: 'pending' });
    expect(before.run.state).toBe('running');
    const end = looks(defaultPolicy.reads, sent(), upgraded, 2_000_000);
    expect(statesOf(end)).toEqual({ a: 'done', report: 'done' });
    expect(end.run).toMatchObject({ state: 'ended', outcome: { result: 'succeeded' } });
    const [member] = end.run.outcome?.members ?? [];
    expect(member?.after).toEqual({ version: '2' });
    expect(new Set(member?.proof?.looks).size).toBe(defaultPolicy.reads);
  });

  it('does not succeed when the version goes back before the report is proved', () => {
    const afterStep = stateOf(
      plan,
      { a: { ...accepted(), state: 'done' }, report: { state: 'open' } },
      { touched: true },
    );
    const end = looks(12, looks(2, afterStep, upgraded, 2_000_000), old, 3_000_000);
    expect(end.run.outcome?.result).toBe('failed');
  });

  it('counts a look once, however often it is handed in', () => {
    let state = sent();
    for (let turn = 0; turn < 10; turn += 1) state = look(state, upgraded, 2_000_000).state;
    expect(statesOf(state)['a']).toBe('open');
  });

  it('asks to be looked at again no earlier than now, and within a day', () => {
    const { state } = look(sent(), old, 2_000_000);
    expect(state.run.nextLookAt).toBeGreaterThanOrEqual(2_000_000);
    expect(state.run.nextLookAt).toBeLessThanOrEqual(2_000_000 + 86_400_000);
  });
});
