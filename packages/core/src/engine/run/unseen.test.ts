import { describe, expect, it } from 'vitest';
import type { StepKind } from '../../contract/driver.ts';
import type { StepMemory } from '../../contract/memory.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { orders, planOf, stateOf, stepOf } from '../../testing/plans.ts';
import { keepLookingAt, lookAt, scripted } from '../../testing/scripted.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { actWithin, answers, Trial, verdicts } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = 2_000_000;
const apart = 10 * minute;
const blind = { [orders]: 'not-looked' } as const;
const window = { from: start + 48 * hour, until: start + 52 * hour };

/** A run of one step with a memory, of which nothing could be seen for a while. */
function unseenFor(
  duration: number,
  memory: Partial<StepMemory<Tiny>>,
  phase: 'forward' | 'restore' = 'forward',
) {
  const plan = planOf({ steps: [stepOf('a', [], { phase })] });
  const state = stateOf(plan, { a: { ...memory, state: 'open' } }, { touched: true });
  return keepLookingAt(state, blind, [start, start + duration, apart], scripted({})).memories['a'];
}

/** The memory of a step whose call was answered so. */
function answered(answer: keyof typeof answers, verdict: Verdict<Tiny> = verdicts.act): StepMemory<Tiny> {
  return new Trial().sent(answers[answer], verdict).memory;
}

const withNetwork: StepKind<Tiny>['needs'] = () => [{ key: orders }, { key: 'its network' }];

describe('a step that could not be looked at', () => {
  it('says why, and is looked at again soon', () => {
    const { state } = lookAt(stateOf(planOf(), { a: { state: 'open' } }), blind, start, scripted({}));
    expect(state.memories['a']).toMatchObject({
      state: 'open',
      reason: 'could not look: no answer came',
      lastLookAt: start,
      lastLookBy: 'one',
    });
    expect(state.run.nextLookAt).toBe(start + 15_000);
  });

  it('is not judged by the part that was seen', () => {
    const seen = { [orders]: { version: '1' }, 'its network': 'not-looked' } as const;
    const driver = scripted({ a: verdicts.act }, { needs: withNetwork });
    const { state, intents } = lookAt(stateOf(planOf(), { a: { state: 'open' } }), seen, start, driver);
    expect(intents).toEqual([]);
    expect(state.memories['a']?.reason).toBe('could not look: no answer came');
  });

  it('and has sent nothing, fails at its limit: it changed nothing', () => {
    expect(unseenFor(defaultPolicy.freeLimit + hour, {})?.state).toBe('failed');
  });

  it('and restores, asks an operator at that limit', () => {
    expect(unseenFor(defaultPolicy.freeLimit + hour, {}, 'restore')?.state).toBe('operator');
  });

  it('and has sent its call, asks an operator at the limit on its beginning', () => {
    expect(unseenFor(defaultPolicy.beginLimit - apart, answered('accepted'))?.state).toBe('open');
    expect(unseenFor(defaultPolicy.beginLimit + hour, answered('accepted'))?.state).toBe('operator');
  });
});

describe('a call for a maintenance window that could not be looked at', () => {
  const queue = actWithin(window);

  it('has no limit before the window is over', () => {
    const queued = unseenFor(51 * hour, answered('accepted', queue));
    expect(queued).toMatchObject({
      state: 'open',
      reason: 'could not look: no answer came',
      lastLookAt: start + 51 * hour,
      lastLookBy: 'one',
    });
    expect(queued).not.toHaveProperty('watch');
    expect(unseenFor(54 * hour, answered('accepted', queue))?.state).toBe('operator');
  });

  it('has its limit from the very end of the window on', () => {
    const state = stateOf(planOf(), { a: { ...answered('accepted', queue), state: 'open' } });
    const watchAt = (at: number) => lookAt(state, blind, at, scripted({})).state.memories['a']?.watch;
    expect(watchAt(window.until - 1)).toBeUndefined();
    expect(watchAt(window.until)).toMatchObject({ watched: 0 });
  });

  it('is looked at again soon', () => {
    const state = stateOf(planOf(), { a: { ...answered('accepted', queue), state: 'open' } });
    expect(lookAt(state, blind, start, scripted({})).state.run.nextLookAt).toBe(start + 15_000);
  });

  it('has its limit all the same where the cloud did not take it', () => {
    expect(unseenFor(defaultPolicy.freeLimit + hour, answered('throttled', queue))?.state).toBe('failed');
  });
});

describe('a call that may still be sent by another', () => {
  it.each([
    ['could go out', verdicts.act],
    ['waits for something else', verdicts.waiting],
  ])('is waited for while it %s, which says why, and is looked at again soon', (_what, verdict) => {
    const { memory } = new Trial().looks(1, verdicts.act);
    const sendBy = memory.intent?.sendBy ?? 0;
    const state = stateOf(planOf(), { a: memory }, { touched: true });
    const later = lookAt(state, { [orders]: { version: '1' } }, sendBy, scripted({ a: verdict })).state;
    expect(later.memories['a']).toMatchObject({
      reason: 'a call was about to be sent by a process that has not reported back',
      intent: memory.intent,
    });
    expect(later.run.nextLookAt).toBe(sendBy + 15_000);
  });

  // It may begin and fail before anybody may judge it: then it must not go out again.
  it('is kept in mind as begun once it is seen under way, and judged no sooner', () => {
    const { memory } = new Trial().looks(1, verdicts.act);
    const sendBy = memory.intent?.sendBy ?? 0;
    const state = stateOf(planOf(), { a: memory }, { touched: true });
    const seen = { [orders]: { version: '1' } };
    const later = lookAt(state, seen, sendBy, scripted({ a: verdicts.moving })).state;
    expect(later.memories['a']).toMatchObject({ begun: true, state: 'open' });
    expect(later.memories['a']?.answer).toBeUndefined();
  });

  it('is not judged by a look that saw nothing of it', () => {
    const { memory } = new Trial().looks(1, verdicts.act);
    const sendBy = memory.intent?.sendBy ?? 0;
    const state = stateOf(planOf(), { a: memory }, { touched: true });
    const later = lookAt(state, blind, sendBy, scripted({ a: verdicts.moving })).state;
    expect(later.memories['a']).toMatchObject({ begun: false, intent: memory.intent });
    expect(later.memories['a']?.reason).toContain('has not reported back');
  });
});

describe('the report', () => {
  const proving = stateOf(planOf(), { a: { state: 'done' }, report: { state: 'open' } }, { touched: true });

  it('that could not be looked at for too long asks an operator', () => {
    const looks = [start, start + defaultPolicy.freeLimit + hour, apart] as const;
    const { memories } = keepLookingAt(proving, blind, looks, scripted({}));
    expect(memories['report']?.state).toBe('operator');
  });

  it('that waits for too long until nothing moves asks an operator, and fails nothing', () => {
    const looks = [start, start + defaultPolicy.freeLimit + hour, apart] as const;
    const moving = { [orders]: { version: '2', settled: false } };
    const { memories, run } = keepLookingAt(proving, moving, looks, scripted({}));
    expect(memories['report']?.state).toBe('operator');
    expect(run.outcome?.result).toBe('needs-operator');
  });
});
