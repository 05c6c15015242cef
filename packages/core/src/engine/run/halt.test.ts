import { describe, expect, it } from 'vitest';
import { memberOf, orders, planOf, replica, stateOf, statesOf, stepOf } from '../../testing/plans.ts';
import { keepLookingAt, lookAt, scripted } from '../../testing/scripted.ts';
import { verdicts } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';
import { memoryOf } from './state.ts';

const { act, done, fail, operator } = verdicts;
const now = 1_000_000;
const apart = 20_000;
const open = { state: 'open' } as const;
const other = 'tiny://cn-hangzhou/other';
const seen = { [orders]: { version: '1' }, [replica]: { version: '1' }, [other]: { version: '1' } };
const fingerprint = { [`${orders}#version`]: '1', [`${replica}#version`]: '1' };

function planned(...steps: readonly ReturnType<typeof stepOf>[]) {
  return planOf({ members: [memberOf(orders), memberOf(replica)], steps, fingerprint });
}

describe('what fails in a look', () => {
  const plan = planned(
    stepOf('a'),
    stepOf('b', [], { member: replica }),
    stepOf('c', [], { phase: 'restore' }),
  );
  /** The look that proves the failure of one step, and sees two others for the first time. */
  const failing = () => {
    const before = keepLookingAt(
      stateOf(plan, { a: open }),
      seen,
      [now, now + (defaultPolicy.negativeReads - 2) * apart, apart],
      scripted({ a: fail }),
    );
    const memories = { ...before.memories };
    for (const id of ['b', 'c']) memories[id] = { ...memoryOf(before, id), ...open };
    return lookAt(
      { ...before, memories },
      seen,
      now + defaultPolicy.negativeReads * apart,
      scripted({ a: fail, b: act, c: act }),
    );
  };

  it('stops what a forward step would begin in the same look, and no restore step', () => {
    const { state, intents } = failing();
    expect(statesOf(state)).toMatchObject({ a: 'failed', b: 'open', c: 'open' });
    expect(intents.map(({ stepId }) => stepId)).toEqual(['c']);
    expect(state.memories['b']).not.toHaveProperty('intent');
    expect(state.memories['c']?.intent).toBeDefined();
  });

  it('drops, by the next look, what was not begun', () => {
    const { state } = failing();
    const later = lookAt(state, seen, now + hour, scripted({ a: fail, b: act }));
    expect(later.intents).toEqual([]);
    expect(statesOf(later.state)).toMatchObject({ b: 'dropped' });
  });
});

const hour = 3_600_000;

describe('a run whose forward steps begin nothing any more', () => {
  const plan = planned(stepOf('a'), stepOf('c', [], { phase: 'restore' }));

  it('still carries out what restores', () => {
    const cancelled = stateOf(plan, { a: open, c: open }, { cancelRequestedAt: now - 1, touched: true });
    const { state, intents } = lookAt(cancelled, seen, now, scripted({ a: act, c: act }));
    expect(statesOf(state)).toMatchObject({ a: 'dropped', c: 'open' });
    expect(intents.map(({ stepId }) => stepId)).toEqual(['c']);
  });

  it('is at rest with an operator, and not ended, where a step needs one', () => {
    const stuck = keepLookingAt(
      stateOf(planOf(), { a: open }),
      { [orders]: { version: '1' } },
      [now, now + hour, apart],
      scripted({ a: operator }),
    );
    expect(stuck.run).toMatchObject({ state: 'needs-operator', outcome: { result: 'needs-operator' } });
  });
});

describe('an attempt that failed', () => {
  const again = { ...verdicts.attemptFailedAgain };
  const forGood = { ...verdicts.attemptFailed };
  const asPlanned = { [orders]: { version: '1' } };
  const moved = { [orders]: { version: '1', size: 'L' } };
  const accepted = () => {
    const sent = lookAt(stateOf(planOf(), { a: open }), asPlanned, now, scripted({ a: act })).state;
    const memory = sent.memories['a'];
    const answer = { answer: 'accepted', acknowledgement: {}, at: now } as const;
    return { ...sent, memories: { ...sent.memories, a: { ...memory, answer } as typeof memory & object } };
  };
  const looks = [now + apart, now + 10 * apart, apart] as const;

  it('is made again where its kind may be, with another attempt', () => {
    const state = keepLookingAt(accepted(), asPlanned, looks, scripted({ a: again }, { attempts: 2 }));
    expect(state.memories['a']?.intent).toMatchObject({ attempt: 2, send: 1 });
  });

  it('is not made again where its kind has one attempt', () => {
    const state = keepLookingAt(accepted(), asPlanned, looks, scripted({ a: again }));
    expect(state.memories['a']).toMatchObject({ state: 'failed', intent: { attempt: 1 } });
  });

  it('is not made again in a world that has moved (law 11)', () => {
    const state = keepLookingAt(accepted(), moved, looks, scripted({ a: again }, { attempts: 2 }));
    expect(state.memories['a']).toMatchObject({
      state: 'failed',
      intent: { attempt: 1 },
      error: { kind: 'stale-plan' },
    });
  });

  it('is made again where the attempt itself had moved the world', () => {
    const before = accepted();
    const plan = planOf({ steps: [stepOf('a', [], { changes: [`${orders}#size`] })] });
    const own = { ...before, run: { ...before.run, plan } };
    const state = keepLookingAt(own, moved, looks, scripted({ a: again }, { attempts: 2 }));
    expect(state.memories['a']?.intent).toMatchObject({ attempt: 2, send: 1 });
  });

  it('for good has failed whatever else moves meanwhile: nothing more is to be sent', () => {
    let state: ReturnType<typeof stateOf> = accepted();
    const driver = scripted({ a: forGood }, { attempts: 2 });
    for (let look = 1; look <= defaultPolicy.negativeReads; look += 1) {
      state = lookAt(state, look % 2 === 0 ? moved : asPlanned, now + look * apart, driver).state;
    }
    expect(state.memories['a']).toMatchObject({ state: 'failed', error: { kind: 'upgrade-failed' } });
  });
});

describe('a step that is over', () => {
  it('is not judged again, whatever is seen later', () => {
    const before = stateOf(planned(stepOf('a'), stepOf('b')), { a: { state: 'done' }, b: open });
    const { state, intents } = lookAt(before, seen, now, scripted({ a: act, b: done }));
    expect(intents).toEqual([]);
    expect(state.memories['a']).toBe(before.memories['a']);
  });
});

describe('a step that was dropped in a look', () => {
  it('makes no other look worth its cost', () => {
    const waiting = stepOf('w', [], { phase: 'restore' });
    const plan = planned(stepOf('a'), stepOf('b', ['a'], { member: 'tiny://cn-hangzhou/far' }), waiting);
    const before = stateOf(plan, { a: { state: 'failed' }, w: open });
    const { state } = lookAt(before, seen, now, scripted({}));
    expect(statesOf(state)).toMatchObject({ b: 'dropped' });
    expect(state.run.nextLookAt).toBe(now + 15_000);
  });
});
