import { describe, expect, it } from 'vitest';
import { memberOf, orders, planOf, replica, stateOf, statesOf, stepOf } from '../../testing/plans.ts';
import { snapshotOf, type Tiny, tinyDriver } from '../../testing/tiny.ts';
import { answers, Trial, verdicts } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';
import { withEarlyReport } from './early-report.ts';
import { evaluate } from './evaluate.ts';
import { needsOf } from './needs.ts';
import type { RunState } from './state.ts';

type Seen = Parameters<typeof snapshotOf>[1];

const start = 2_000_000;
const sent = () => new Trial().sent(answers.accepted, verdicts.act).memory;
const upgraded = { [orders]: { version: '2' } };

/** Looks, 20 s apart, each at what it says. */
function looks(from: RunState<Tiny>, ...seen: readonly Seen[]): RunState<Tiny> {
  let state = from;
  for (const [turn, each] of seen.entries()) {
    const at = start + turn * 20_000;
    const deciding = { driver: tinyDriver, policy: defaultPolicy, sendBy: at + 30_000, observer: 'one' };
    state = evaluate(state, snapshotOf(at, each), deciding).state;
  }
  return state;
}

describe('the looks that prove the last step', () => {
  const plan = planOf({ steps: [stepOf('a', [], { changes: [`${orders}#version`] })] });
  const run = () => stateOf(plan, { a: sent() }, { touched: true });

  it('prove the run as well where they show every member: as many looks as a proof takes, and no more', () => {
    const proved = looks(run(), upgraded, upgraded, upgraded);
    expect(proved.run).toMatchObject({ state: 'ended', outcome: { result: 'succeeded' } });
    const [member] = proved.run.outcome?.members ?? [];
    expect(new Set(member?.proof?.looks).size).toBe(defaultPolicy.reads);
    expect(looks(run(), upgraded, upgraded).run.state).toBe('running');
  });

  it('prove nothing of a member that they did not show', () => {
    const family = planOf({
      members: [memberOf(orders), memberOf(replica)],
      steps: [stepOf('a', [], { changes: [`${orders}#version`] })],
    });
    const both = { ...upgraded, [replica]: { version: '2' } };
    const unseen = { ...upgraded, [replica]: 'not-looked' as const };
    const from = stateOf(family, { a: sent() }, { touched: true });
    expect(looks(from, unseen, both, both).run.state).toBe('running');
    expect(looks(from, unseen, both, both, both).run.outcome?.result).toBe('succeeded');
  });

  it('do not count for the run while a member is not as wanted, still changes, or has something pending', () => {
    for (const other of [
      { version: '1' },
      { version: '2', settled: false },
      { version: '2', pending: ['class'] },
    ]) {
      const family = planOf({
        members: [memberOf(orders), memberOf(replica)],
        steps: [stepOf('a', [], { changes: [`${orders}#version`] })],
      });
      const seen = { ...upgraded, [replica]: other };
      const late = { ...upgraded, [replica]: { version: '2' } };
      const from = stateOf(family, { a: sent() }, { touched: true });
      expect(looks(from, seen, seen, late).run.state).toBe('running');
    }
  });

  it('count in a row only: what goes back in between begins both proofs anew', () => {
    const back = { [orders]: { version: '1', settled: false } };
    const state = looks(run(), upgraded, upgraded, back, upgraded, upgraded);
    expect(state.run.state).toBe('running');
    expect(state.memories['report']?.row?.reads).toBe(2);
    expect(looks(run(), upgraded, back).memories['report']?.row).toBe(undefined);
  });

  it('do not count for the run while another step is still under way', () => {
    const two = planOf({
      members: [memberOf(orders), memberOf(replica)],
      steps: [stepOf('a'), stepOf('b', ['a'], { member: replica })],
      fingerprint: { [`${orders}#version`]: '1', [`${replica}#version`]: '2' },
    });
    const both = { ...upgraded, [replica]: { version: '2' } };
    const state = looks(stateOf(two, { a: sent() }, { touched: true }), both, both);
    expect(statesOf(state)).toMatchObject({ a: 'open', b: 'pending' });
    expect(state.memories['report']?.row).toBe(undefined);
  });
});

describe('the proof of a run that began with its last step', () => {
  const family = planOf({
    members: [memberOf(orders), memberOf(replica)],
    steps: [stepOf('a', [], { changes: [`${orders}#version`] })],
  });
  const from = () => stateOf(family, { a: sent() }, { touched: true });
  const both = { ...upgraded, [replica]: { version: '2' } };

  it('is not broken by a look that did not show a member', () => {
    const unseen = { ...upgraded, [replica]: 'not-looked' as const };
    expect(looks(from(), both, unseen, both).run.state).toBe('running');
    expect(looks(from(), both, unseen, both, both).run.outcome?.result).toBe('succeeded');
  });

  it('begins anew with a look that showed a member otherwise', () => {
    const back = { ...upgraded, [replica]: { version: '1' } };
    expect(looks(from(), both, back).memories['report']?.row).toBe(undefined);
    expect(looks(from(), both, back, both, both).run.state).toBe('running');
    expect(looks(from(), both, back, both, both, both).run.outcome?.result).toBe('succeeded');
  });

  it('changes nothing that would have to be stored while there is nothing to prove', () => {
    const before = from();
    const at = start + 20_000;
    const deciding = { driver: tinyDriver, policy: defaultPolicy, sendBy: at, observer: 'one' };
    expect(withEarlyReport(before, snapshotOf(at, both), deciding)).toBe(before);
  });
});

function keys(state: RunState<Tiny>): readonly string[] {
  return needsOf(state, tinyDriver, defaultPolicy).map(({ key }) => key);
}

describe('what a look is asked for', () => {
  const plan = planOf({
    members: [memberOf(orders), memberOf(replica)],
    steps: [stepOf('a', [], { changes: [`${orders}#version`] }), stepOf('b', ['a'], { member: replica })],
    fingerprint: { [`${orders}#version`]: '1', [`${replica}#version`]: '1' },
  });
  const under = () => stateOf(plan, { a: sent() }, { touched: true });

  it('is what the open steps need, and nothing of later steps while those are under way', () => {
    expect(keys(under())).toEqual([orders]);
  });

  it('is what the next step needs too, once the open one is being proved: its call goes out with that look', () => {
    const proving = looks(under(), { ...upgraded, [replica]: { version: '1' } });
    expect(keys(proving)).toContain(replica);
    const seen = { ...upgraded, [replica]: { version: '1' } };
    const state = looks(under(), seen, seen, seen);
    expect(state.memories['b']?.intent).toBeDefined();
  });
});
