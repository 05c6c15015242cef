import { describe, expect, it } from 'vitest';
import { sightOf } from '../contract/snapshot.ts';
import { memberOf, orders, planOf, stateOf, stepOf } from '../testing/plans.ts';
import { snapshotOf, type Tiny, tinyDriver } from '../testing/tiny.ts';
import { answers, Trial, verdicts } from '../testing/trial.ts';
import { defaultPolicy, longestInterval } from './policy.ts';
import { afterRest, type Rest, restAfter, restsOn } from './rest.ts';
import { evaluate } from './run/evaluate.ts';
import { needsOf } from './run/needs.ts';
import type { RunState } from './run/state.ts';

type Seen = Parameters<typeof snapshotOf>[1];

const start = 2_000_000;
const policy = defaultPolicy;
const moving = { [orders]: { version: '1', settled: false } };
const { memory: sent } = new Trial().sent(answers.accepted, verdicts.act);
/** As the tiny driver, but that what changes is waited for. */
const driver: typeof tinyDriver = {
  ...tinyDriver,
  steps: tinyDriver.steps.map((kind) => ({
    ...kind,
    decide: (step, snapshot, memory, context) => {
      const sight = sightOf(snapshot, step.member);
      const changes = sight.sight === 'seen' && sight.value.settled === false;
      return changes ? verdicts.moving : kind.decide(step, snapshot, memory, context);
    },
  })),
};
const plan = planOf({ members: [memberOf(orders)], steps: [stepOf('a')] });

function look(state: RunState<Tiny>, seen: Seen, at: number): RunState<Tiny> {
  const deciding = { driver, policy, sendBy: at + 30_000, observer: 'one' };
  return evaluate(state, snapshotOf(at, seen), deciding).state;
}

function restOf(state: RunState<Tiny>, seen: Seen, at: number, chance = 1): Rest<Tiny> | undefined {
  return restAfter(state, needsOf(state, driver, policy), snapshotOf(at, seen), policy, chance);
}

const underWay = look(stateOf(plan, { a: { ...sent, begun: true } }, { touched: true }), moving, start);

function resting(chance = 1): Rest<Tiny> {
  const rest = restOf(underWay, moving, start, chance);
  if (!rest) throw new Error('it rests');
  return rest;
}

describe('a run rests', () => {
  it('while all that it waits for was accepted, has begun, and was seen', () => {
    expect(resting()).toMatchObject({ looked: 0, lookAgainAt: underWay.run.nextLookAt });
  });

  it.each<[string, RunState<Tiny>, Seen]>([
    ['nothing was sent', look(stateOf(plan, { a: { state: 'open' } }), moving, start), moving],
    ['its call is in doubt', stateOf(plan, { a: { ...sent, begun: true, doubt: true } }), moving],
    [
      'it is being proved',
      look(underWay, { [orders]: { version: '2' } }, start),
      { [orders]: { version: '2' } },
    ],
    ['it was not looked at', underWay, { [orders]: 'not-looked' }],
  ])('and does not where %s', (_why, state, seen) => {
    expect(restOf({ ...state, run: { ...state.run, nextLookAt: start + 15_000 } }, seen, start)).toBe(
      undefined,
    );
  });

  it('until a look shows something else, or nothing', () => {
    const at = start + 15_000;
    expect(restsOn(resting(), snapshotOf(at, moving), policy)).toBe(true);
    for (const other of [{ version: '2' }, { version: '1' }, 'absent', 'not-looked'] as const) {
      expect(restsOn(resting(), snapshotOf(at, { [orders]: other }), policy)).toBe(false);
    }
  });

  it('for an hour of looking at most, and never beyond the limit of what it waits for (law 13)', () => {
    const long = (one: Rest<Tiny>): number => {
      let at = start;
      while (restsOn(one, snapshotOf((at += 60_000), moving), policy)) continue;
      return at - start;
    };
    expect(long(resting())).toBe(3_600_000);
    expect(long(resting(0))).toBe(1_800_000);
    const watched = policy.finishLimit - 600_000;
    const late: RunState<Tiny> = {
      ...underWay,
      memories: { ...underWay.memories, a: { ...sent, begun: true, watch: { for: 'finish', watched } } },
    };
    const rest = restOf(late, moving, start);
    if (!rest) throw new Error('it rests');
    expect(long(rest)).toBeLessThanOrEqual(600_000);
  });

  it('and is as if each look had been decided on by itself when it ends (law 13)', () => {
    const rest = resting();
    let each = underWay;
    for (let turn = 1; turn <= 20; turn += 1) {
      const at = start + turn * 20_000;
      expect(restsOn(rest, snapshotOf(at, moving), policy)).toBe(true);
      each = look(each, moving, at);
    }
    expect(afterRest(underWay, rest, 'one').memories).toEqual(each.memories);
    expect(rest.lookAgainAt).toBe(each.run.nextLookAt);
  });

  it('and counts no time in which nobody looked', () => {
    const rest = resting();
    expect(restsOn(rest, snapshotOf(start + 20 * 3_600_000, moving), policy)).toBe(true);
    expect(rest.looked).toBe(longestInterval(policy));
  });
});
