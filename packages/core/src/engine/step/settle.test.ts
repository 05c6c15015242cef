import { describe, expect, it } from 'vitest';
import { actWithin, answers, interval, moved, Trial, verdicts } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';

const { act, moving, waiting, done, pass, operator, fail, gone, attemptFailed, attemptFailedAgain } =
  verdicts;
const hour = 3_600_000;
const halting = { halting: true };
/** More looks than any proof takes. */
const many = 12;

/** A step whose call has got no answer. */
function lost(): Trial {
  return new Trial().sent(answers.unknown);
}

describe('a step that has sent nothing', () => {
  it('sends its first attempt when it is free to', () => {
    const trial = new Trial().looks(1, act);
    expect(trial.lastIntent).toMatchObject({ attempt: 1, send: 1, storedAt: trial.now });
    expect(trial.memory).toMatchObject({ state: 'open', attempts: 1 });
  });

  it('sends nothing while something else is under way', () => {
    const trial = new Trial().looks(many, waiting);
    expect(trial.intents).toEqual([]);
    expect(trial.memory).toMatchObject({ state: 'open', reason: 'a backup runs' });
  });

  it('is done without a call where it is already as wanted', () => {
    const trial = new Trial().looks(many, done);
    expect(trial.memory).toMatchObject({ state: 'done', attempts: 0, evidence: { version: '2' } });
  });

  it('is passed where there is nothing for it to do', () => {
    expect(new Trial().looks(many, pass).memory.state).toBe('passed');
  });

  it('fails, having changed nothing, when it does not become free within its limit', () => {
    const trial = new Trial().keepLooking(defaultPolicy.freeLimit + hour, waiting);
    expect(trial.memory).toMatchObject({ state: 'failed', attempts: 0 });
    expect(trial.memory.reason).toContain('a backup runs');
  });

  it('that restores asks an operator at that limit', () => {
    const trial = new Trial({ forward: false }).keepLooking(defaultPolicy.freeLimit + hour, waiting);
    expect(trial.memory.state).toBe('operator');
    expect(trial.memory.remedy).toBeTruthy();
  });
});

describe('proof', () => {
  it('that it is so takes as many reads as wanted, from looks that are spaced', () => {
    const trial = new Trial().looks(defaultPolicy.reads - 1, done);
    expect(trial.memory.state).toBe('open');
    expect(trial.looks(1, done).memory.state).toBe('done');
  });

  it('does not count a look whose id repeats', () => {
    const trial = new Trial().looks(many, done, { lookId: 'the same' });
    expect(trial.memory.state).toBe('open');
  });

  it('does not count looks that come too close', () => {
    const trial = new Trial();
    for (let look = 0; look < many; look += 1) trial.look(done, {}, 1);
    expect(trial.memory.state).toBe('open');
  });

  it('begins anew when the evidence is another', () => {
    const other = { verdict: 'done', evidence: { version: '2', size: 'L' } } as const;
    const trial = new Trial().looks(2, done).looks(2, other);
    expect(trial.memory.state).toBe('open');
  });

  it.each([
    ['something under way', moving],
    ['something else in the way', waiting],
    ['a failure', fail],
  ])('begins anew after a look that saw %s', (_what, between) => {
    const trial = new Trial().looks(2, done).looks(1, between).looks(2, done);
    expect(trial.memory.state).toBe('open');
  });

  it('begins anew after a look that saw it idle and not as wanted', () => {
    const slowDown = { ...answers.throttled, error: { ...answers.throttled.error, retryAfter: hour } };
    const trial = new Trial().sent(slowDown).looks(2, done).looks(1, act).looks(2, done);
    expect(trial.intents).toHaveLength(1);
    expect(trial.memory.state).toBe('open');
  });

  it.each([
    ['it cannot be brought about', fail],
    ['a person has to do something', operator],
    ['the attempt failed', attemptFailed],
    ['it is gone', gone],
  ])('that %s spans the time in which the cloud may show a change', (_what, verdict) => {
    const trial = new Trial().sent(answers.accepted);
    const first = trial.now + 1_000;
    while (trial.memory.state === 'open') trial.look(verdict, {}, 1_000);
    expect(trial.now - first).toBeGreaterThanOrEqual(defaultPolicy.settle);
    expect(trial.memory.row?.reads).toBeGreaterThan(defaultPolicy.reads);
  });

  it('that it is not so spans that time with any number of reads in the policy', () => {
    const policy = { ...defaultPolicy, negativeReads: 1 };
    const trial = new Trial({ policy });
    trial.look(fail);
    trial.look(fail, {}, 1_000);
    expect(trial.memory.state).toBe('open');
  });

  it('that it is gone takes more reads than any other thing', () => {
    const failed = new Trial().looks(many, fail);
    const missing = new Trial().looks(many, gone);
    expect(missing.memory.row?.reads).toBeGreaterThan(failed.memory.row?.reads ?? 0);
  });

  it('tells the operator what to do', () => {
    expect(new Trial().looks(many, operator).memory).toMatchObject({
      state: 'operator',
      reason: 'locked',
      remedy: 'unlock it',
    });
  });

  it('that never comes to an end, since the evidence changes with every look, needs an operator', () => {
    const trial = new Trial();
    const until = trial.now + 3 * defaultPolicy.finishLimit;
    for (let look = 0; trial.now < until && trial.memory.state === 'open'; look += 1) {
      trial.look({ verdict: 'done', evidence: { look } }, {}, 600_000);
    }
    expect(trial.memory.state).toBe('operator');
  });
});

describe('a throttled call', () => {
  it('goes out again as the same attempt, with the same token', () => {
    const trial = new Trial().sent(answers.throttled).looks(many, act);
    const [first, second] = trial.intents;
    expect(second).toMatchObject({ attempt: 1, send: 2, token: first?.token, call: first?.call });
  });

  it('has no answer again until its own comes', () => {
    const trial = new Trial().sent(answers.throttled).looks(many, act);
    expect(trial.intents).toHaveLength(2);
    expect(trial.memory).not.toHaveProperty('answer');
  });

  it('does not go out before its time', () => {
    const trial = new Trial().sent(answers.throttled);
    trial.look(act, {}, 1);
    expect(trial.intents).toHaveLength(1);
    expect(trial.memory.reason).toBeTruthy();
  });

  it('needs an operator after many sends that came to nothing', () => {
    const trial = new Trial();
    while (trial.memory.state === 'open' && trial.intents.length < 1_000) {
      if (trial.look(act, {}, 600_000).intent) trial.answer(answers.throttled);
    }
    expect(trial.memory.state).toBe('operator');
    expect(trial.intents).toHaveLength(defaultPolicy.refusals);
  });
});

describe('a busy answer', () => {
  it('leads to a new attempt with a new token', () => {
    const trial = new Trial().sent(answers.busy).looks(many, act);
    const [first, second] = trial.intents;
    expect(second).toMatchObject({ attempt: 2, send: 1 });
    expect(second?.token).not.toBe(first?.token);
  });
});

describe('a rejected call', () => {
  it('fails only after a negative proof, with the cloud’s own error', () => {
    const trial = new Trial().sent(answers.rejected).looks(defaultPolicy.negativeReads - 1, act);
    expect(trial.memory.state).toBe('open');
    expect(trial.looks(1, act).memory).toMatchObject({ state: 'failed', error: answers.rejected.error });
    expect(trial.intents).toHaveLength(1);
  });

  it('is done where it turns out to be as wanted', () => {
    expect(new Trial().sent(answers.rejected).looks(2, act).looks(many, done).memory.state).toBe('done');
  });
});

describe('an accepted call', () => {
  it('that shows no beginning waits, sends nothing and never fails by itself', () => {
    const trial = new Trial().sent(answers.accepted).keepLooking(defaultPolicy.beginLimit / 2, act, 60_000);
    expect(trial.memory.state).toBe('open');
    expect(trial.intents).toHaveLength(1);
  });

  it('that shows no beginning needs an operator at the limit', () => {
    const trial = new Trial().sent(answers.accepted).keepLooking(defaultPolicy.beginLimit * 3, act);
    expect(trial.memory.state).toBe('operator');
    expect(trial.intents).toHaveLength(1);
  });

  it('that was seen under way and is idle again failed, after a negative proof', () => {
    const trial = new Trial().sent(answers.accepted).looks(2, moving);
    expect(trial.memory.begun).toBe(true);
    trial.looks(defaultPolicy.negativeReads - 1, act);
    expect(trial.memory.state).toBe('open');
    expect(trial.looks(1, act).memory).toMatchObject({ state: 'failed', error: { kind: 'upgrade-failed' } });
  });

  it('has not begun while something else is under way', () => {
    const trial = new Trial().sent(answers.accepted).looks(2, waiting);
    expect(trial.memory.begun).toBe(false);
    expect(trial.looks(many, act).memory.state).toBe('open');
  });

  it('that is under way for too long needs an operator', () => {
    const trial = new Trial()
      .sent(answers.accepted)
      .keepLooking(defaultPolicy.finishLimit + 2 * hour, moving);
    expect(trial.memory.state).toBe('operator');
  });

  it('is under way for as long as its limit, measured from when it began', () => {
    const trial = new Trial().sent(answers.accepted).keepLooking(defaultPolicy.finishLimit - hour, moving);
    expect(trial.memory.state).toBe('open');
  });
});

describe('an attempt that took effect and failed', () => {
  it('fails the step after a negative proof', () => {
    const trial = new Trial().sent(answers.accepted).looks(defaultPolicy.negativeReads - 1, attemptFailed);
    expect(trial.memory.state).toBe('open');
    expect(trial.looks(1, attemptFailed).memory).toMatchObject({ state: 'failed', failures: 1 });
  });

  it('is made again as a new attempt with a new token, up to the limit', () => {
    const trial = new Trial({ attempts: 2 }).sent(answers.accepted).looks(many, attemptFailedAgain);
    const [first, second] = trial.intents;
    expect(second).toMatchObject({ attempt: 2, send: 1 });
    expect(second?.token).not.toBe(first?.token);
    trial.answer(answers.accepted).looks(many, attemptFailedAgain);
    expect(trial.memory).toMatchObject({ state: 'failed', failures: 2 });
    expect(trial.intents).toHaveLength(2);
  });

  it('is not made again once forward steps begin nothing any more', () => {
    const trial = new Trial({ attempts: 2 }).sent(answers.accepted).looks(many, attemptFailedAgain, halting);
    expect(trial.memory.state).toBe('failed');
    expect(trial.intents).toHaveLength(1);
  });
});

describe('a call in doubt', () => {
  it('is neither success nor failure: it is looked at until that settles', () => {
    const trial = lost().looks(defaultPolicy.negativeReads - 1, act);
    expect(trial.intents).toHaveLength(1);
    expect(trial.memory).toMatchObject({ state: 'open', doubt: true });
  });

  it('goes out again with the same token after a negative proof that nothing happened', () => {
    const trial = lost();
    const lostAt = trial.now;
    trial.looks(many, act);
    const [first, second] = trial.intents;
    expect(second).toMatchObject({ attempt: 1, send: 2, token: first?.token });
    expect((second?.storedAt ?? 0) - lostAt).toBeGreaterThanOrEqual(defaultPolicy.settle);
  });

  it.each(['rejected', 'busy', 'throttled'] as const)(
    'stays in doubt when a later send of it is %s: that may be the first send’s doing',
    (refusal) => {
      const trial = lost().looks(many, act).answer(answers[refusal]);
      expect(trial.memory.doubt).toBe(true);
      trial.looks(defaultPolicy.negativeReads - 1, act);
      expect(trial.memory.state).toBe('open');
      expect(trial.looks(many, done).memory.state).toBe('done');
    },
  );

  it.each(['busy', 'throttled'] as const)(
    'and then %s goes out again only with the token it had, after another negative proof',
    (refusal) => {
      const trial = lost().looks(many, act).answer(answers[refusal]);
      const answeredAt = trial.now;
      trial.looks(many, act);
      expect(trial.lastIntent).toMatchObject({ attempt: 1, send: 3, token: trial.intents[0]?.token });
      expect(trial.now - answeredAt).toBeGreaterThanOrEqual(defaultPolicy.settle);
    },
  );

  it('and then rejected fails once looks have cleared the doubt', () => {
    const trial = lost().looks(many, act).answer(answers.rejected).looks(many, act).looks(many, act);
    expect(trial.memory).toMatchObject({ state: 'failed', doubt: false });
    expect(trial.intents).toHaveLength(2);
  });

  it('is cleared by acceptance', () => {
    const trial = lost().looks(many, act).answer(answers.accepted);
    expect(trial.memory.doubt).toBe(false);
  });

  it('is resolved by what is seen: under way, then done', () => {
    expect(lost().looks(3, moving).looks(many, done).memory).toMatchObject({ state: 'done', attempts: 1 });
  });

  it('that was seen under way and is idle again failed, and is not sent again', () => {
    const trial = lost().looks(2, moving).looks(many, act);
    expect(trial.memory.state).toBe('failed');
    expect(trial.intents).toHaveLength(1);
  });

  it('is not dropped before looks have settled that nothing happened', () => {
    const trial = lost().looks(defaultPolicy.negativeReads - 1, act, halting);
    expect(trial.memory.state).toBe('open');
    expect(trial.looks(1, act, halting).memory.state).toBe('dropped');
  });
});

describe('a call queued for a maintenance window', () => {
  const start = 1_000_000;
  const window = { from: start + 48 * hour, until: start + 52 * hour };
  const queue = actWithin(window);

  it('stands in no limit until the window is over', () => {
    const trial = new Trial().sent(answers.accepted, queue).keepLooking(51 * hour, queue);
    expect(trial.memory.state).toBe('open');
    expect(trial.intents).toHaveLength(1);
  });

  it('costs few looks until the window opens, and is looked at again when it does', () => {
    const trial = new Trial().sent(answers.accepted, queue);
    const early = trial.look(queue);
    expect(early.lookAgainAt - trial.now).toBeGreaterThanOrEqual(10 * 60_000);
    trial.now = window.from - 60_000;
    expect(trial.look(queue).lookAgainAt).toBe(window.from);
  });

  it('needs an operator when the window is over and the limit after it, and nothing has begun', () => {
    const trial = new Trial().sent(answers.accepted, queue).keepLooking(80 * hour, queue);
    expect(trial.memory.state).toBe('operator');
    expect(trial.now).toBeGreaterThanOrEqual(window.until + defaultPolicy.beginLimit);
  });

  it('in doubt, goes out once more early on with the same token, then is left alone until it is over', () => {
    const trial = new Trial().sent(answers.unknown, queue).looks(many, queue);
    expect(trial.intents).toHaveLength(2);
    expect(trial.lastIntent).toMatchObject({ attempt: 1, send: 2, token: trial.intents[0]?.token });
    expect(trial.now).toBeLessThan(start + hour);
    trial.answer(answers.unknown).keepLooking(window.until - trial.now - hour, queue);
    expect(trial.intents).toHaveLength(2);
    expect(trial.memory).toMatchObject({ state: 'open', doubt: true });
  });

  it('in doubt, is settled by looks after the window', () => {
    const trial = new Trial().sent(answers.unknown, queue).looks(many, queue).answer(answers.rejected);
    trial.keepLooking(window.until - trial.now, queue);
    trial.looks(many, act).looks(many, act);
    expect(trial.memory.state).toBe('failed');
    expect(trial.now).toBeGreaterThanOrEqual(window.until + defaultPolicy.settle);
  });

  it('in doubt and without a token, is not sent again before the window is over', () => {
    const trial = new Trial({ idempotent: false }).sent(answers.unknown, queue);
    trial.keepLooking(window.until - trial.now - hour, queue);
    expect(trial.intents).toHaveLength(1);
    expect(trial.memory.state).toBe('open');
  });

  it.each([
    ['cancelled', halting],
    ['with a world that has moved', { drift: moved }],
    ['cancelled, with a world that has moved', { halting: true, drift: moved }],
  ])('in doubt and %s, is not given up before the window is over', (_how, options) => {
    const trial = new Trial().sent(answers.unknown, queue).looks(many, queue, options);
    expect(trial.intents).toHaveLength(1);
    expect(trial.memory.state).toBe('open');
    trial.now = window.until;
    trial.looks(many, act, options);
    expect(['dropped', 'failed']).toContain(trial.memory.state);
  });
});

describe('once forward steps begin nothing any more', () => {
  it.each([
    ['idle', act],
    ['in the way of something', waiting],
  ])('a step that has sent nothing and is %s is dropped', (_what, verdict) => {
    const trial = new Trial().looks(many, verdict, halting);
    expect(trial.memory.state).toBe('dropped');
    expect(trial.intents).toEqual([]);
  });

  it.each(['throttled', 'busy'] as const)('a step whose call was %s is dropped', (refusal) => {
    const trial = new Trial().sent(answers[refusal]).looks(many, act, halting);
    expect(trial.memory.state).toBe('dropped');
    expect(trial.intents).toHaveLength(1);
  });

  it('a call that was accepted is awaited', () => {
    const trial = new Trial().sent(answers.accepted).looks(many, act, halting).looks(many, moving, halting);
    expect(trial.memory.state).toBe('open');
    expect(trial.looks(many, done, halting).memory.state).toBe('done');
  });

  it('a restore step goes on as ever', () => {
    const trial = new Trial({ forward: false, halting: true }).sent(answers.throttled).looks(many, act);
    expect(trial.intents).toHaveLength(2);
    expect(trial.answer(answers.accepted).looks(many, done).memory.state).toBe('done');
  });
});

describe('a world that is no longer as planned', () => {
  it('stops a first send, after a negative proof', () => {
    const trial = new Trial().looks(defaultPolicy.negativeReads - 1, act, { drift: moved });
    expect(trial.memory.state).toBe('open');
    trial.looks(1, act, { drift: moved });
    expect(trial.memory).toMatchObject({ state: 'failed', error: { kind: 'stale-plan' } });
    expect(trial.intents).toEqual([]);
  });

  it('does not stop it on one stale look', () => {
    const trial = new Trial().looks(1, act, { drift: moved }).looks(1, act);
    expect(trial.intents).toHaveLength(1);
  });

  it.each(['throttled', 'busy', 'unknown'] as const)('stops a resend of what was %s', (answer) => {
    const trial = new Trial().sent(answers[answer]).looks(many, act, { drift: moved });
    expect(trial.memory).toMatchObject({ state: 'failed', error: { kind: 'stale-plan' } });
    expect(trial.intents).toHaveLength(1);
  });

  it('stops a new attempt of what failed', () => {
    const trial = new Trial({ attempts: 3, drift: moved });
    trial.look(act, { drift: { drift: 'none' } });
    trial.answer(answers.accepted).looks(many, attemptFailedAgain);
    expect(trial.intents).toHaveLength(1);
  });

  it('fails what would need a new attempt, as stale, once that is proved', () => {
    const trial = new Trial({ attempts: 3 }).sent(answers.accepted);
    trial.looks(2 * many, attemptFailedAgain, { drift: moved });
    expect(trial.memory).toMatchObject({ state: 'failed', failures: 1 });
    expect(trial.intents).toHaveLength(1);
  });

  it('that could not be compared does not let go out again what is in doubt', () => {
    const trial = lost().looks(many, act, { drift: { drift: 'not-looked' } });
    expect(trial.intents).toHaveLength(1);
    expect(trial.memory).toMatchObject({ state: 'open', doubt: true });
    expect(trial.looks(many, act).intents).toHaveLength(2);
  });

  it('that could not be compared for a while only delays a new attempt', () => {
    const trial = new Trial({ attempts: 2 }).sent(answers.accepted);
    trial.looks(many, attemptFailedAgain, { drift: { drift: 'not-looked' } });
    expect(trial.memory).toMatchObject({ state: 'open' });
    trial.looks(many, attemptFailedAgain);
    expect(trial.lastIntent).toMatchObject({ attempt: 2, send: 1 });
  });

  it('never stops one that was accepted', () => {
    const trial = new Trial().sent(answers.accepted).looks(many, act, { drift: moved });
    expect(trial.memory.state).toBe('open');
    expect(trial.looks(many, done, { drift: moved }).memory.state).toBe('done');
  });

  it('that could not be compared sends nothing and fails nothing', () => {
    const trial = new Trial().looks(many, act, { drift: { drift: 'not-looked' } });
    expect(trial.intents).toEqual([]);
    expect(trial.memory.state).toBe('open');
    expect(trial.memory.reason).toBeTruthy();
  });
});

describe('limits', () => {
  it('count the time in which somebody looked: a night asleep uses up none', () => {
    const trial = new Trial().sent(answers.accepted).looks(2, act);
    trial.look(act, {}, 12 * hour);
    expect(trial.memory.state).toBe('open');
    trial.look(act, {}, 12 * hour);
    expect(trial.memory.state).toBe('open');
  });

  it('are not used up by a clock that jumps back and forth', () => {
    const trial = new Trial().sent(answers.accepted).looks(1, act);
    trial.look(act, {}, -12 * hour);
    trial.look(act, {}, 12 * hour);
    expect(trial.memory.state).toBe('open');
  });

  it('end a step only at a fresh look that still says so', () => {
    const trial = new Trial().sent(answers.accepted).keepLooking(defaultPolicy.beginLimit - 600_000, act);
    expect(trial.looks(many, done).memory.state).toBe('done');
  });

  it('stand still until a time before which nothing can change', () => {
    const until = 1_000_000 + 30 * hour;
    const trial = new Trial().keepLooking(29 * hour, { ...waiting, until });
    expect(trial.memory.state).toBe('open');
  });

  it.each([
    ['waiting and done', [waiting, done]],
    ['waiting and a failure', [waiting, fail]],
    ['busy otherwise, failed and gone', [waiting, fail, gone]],
  ])('end also what keeps changing its story before its call: %s', (_what, stories) => {
    const trial = flapping(new Trial(), stories);
    expect(trial.memory.state).not.toBe('open');
  });

  it.each([
    ['under way and idle', [moving, act]],
    ['under way and done', [moving, done]],
    ['idle and done', [act, done]],
  ])('end also what keeps changing its story after its call: %s', (_what, stories) => {
    const trial = flapping(new Trial().sent(answers.accepted), stories);
    expect(trial.memory.state).not.toBe('open');
  });

  /** Two months of looks, each saying something else than the last. */
  function flapping(trial: Trial, stories: readonly (typeof verdicts)[keyof typeof verdicts][]): Trial {
    const until = trial.now + 60 * 24 * hour;
    for (let look = 0; trial.now < until && trial.memory.state === 'open'; look += 1) {
      trial.look(stories[look % stories.length] ?? waiting, {}, 600_000);
    }
    return trial;
  }
});

describe('every settled step', () => {
  it('remembers when it was last looked at and keeps the note it was given', () => {
    const trial = new Trial().looks(1, { ...waiting, note: { wasOn: '1' } }).looks(1, waiting);
    expect(trial.memory).toMatchObject({ lastLookAt: trial.now, note: { wasOn: '1' } });
  });

  it('is looked at again soon enough for its proof', () => {
    const trial = new Trial();
    const { lookAgainAt } = trial.look(done);
    expect(lookAgainAt - trial.now).toBeLessThanOrEqual(interval);
    expect(lookAgainAt).toBeGreaterThan(trial.now);
  });
});
