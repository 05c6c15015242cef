import { describe, expect, it } from 'vitest';
import { actWithin, answers, Trial, verdicts } from '../../testing/trial.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { defaultPolicy } from '../policy.ts';

const { act, moving, waiting, done } = verdicts;
const minute = 60_000;
const hour = 60 * minute;
const start = 1_000_000;

/** What the next look at a time of its own makes of a verdict: when to look again, from then. */
function nextLook(trial: Trial, at: number, verdict: Verdict<Tiny>): number {
  trial.now = at;
  return trial.look(verdict, {}, 0).lookAgainAt - at;
}

describe('whether a call may still have its effect', () => {
  it.each(['throttled', 'busy', 'rejected'] as const)(
    'it may not when it was %s: what moves is another’s, and a cancel drops the step',
    (refusal) => {
      const trial = new Trial().sent(answers[refusal]).looks(1, moving);
      expect(trial.memory.begun).toBe(false);
      expect(trial.look(waiting, { halting: true }).memory.state).toBe('dropped');
    },
  );

  it.each(['accepted', 'unknown'] as const)(
    'it may when the answer is %s: what moves is its own, and a cancel leaves it',
    (answer) => {
      const trial = new Trial().sent(answers[answer]).looks(1, moving);
      expect(trial.memory.begun).toBe(true);
      expect(trial.look(waiting, { halting: true }).memory.state).toBe('open');
    },
  );

  it.each(['throttled', 'busy', 'rejected'] as const)(
    'it may when an earlier send is in doubt, also when the last one was %s',
    (refusal) => {
      const trial = new Trial().sent(answers.unknown).looks(12, act).answer(answers[refusal]);
      expect(trial.look(waiting, { halting: true }).memory.state).toBe('open');
      expect(trial.looks(1, moving).memory.begun).toBe(true);
    },
  );
});

describe('the limit on a step that', () => {
  it('waits for its call lasts as long as the policy says, and says what it waited for', () => {
    const trial = new Trial().keepLooking(defaultPolicy.freeLimit - hour, waiting);
    expect(trial.memory.state).toBe('open');
    const message = 'after 360 minutes of looking still: a backup runs; this step changed nothing';
    expect(trial.keepLooking(2 * hour, waiting).memory).toMatchObject({
      state: 'failed',
      reason: message,
      error: { kind: 'rejected', message },
    });
  });

  it('could not be compared with the plan for all that time fails: it changed nothing', () => {
    const trial = new Trial({ drift: { drift: 'not-looked' } });
    expect(trial.keepLooking(defaultPolicy.freeLimit + hour, act).memory.state).toBe('failed');
  });

  it('could not be proved for all that time is for a person to judge', () => {
    const trial = new Trial({ policy: { ...defaultPolicy, reads: 1_000 }, reads: 1_000 });
    expect(trial.keepLooking(defaultPolicy.freeLimit + hour, done).memory).toMatchObject({
      state: 'operator',
      reason: expect.stringMatching(/^after 360 minutes of looking still: making sure: \d+ of 1000 reads/),
      remedy: 'look at it in the console; once it is mended, resume',
    });
  });

  it('is asked for with nothing left is used up at once', () => {
    const policy = { ...defaultPolicy, freeLimit: 0 };
    expect(new Trial({ policy }).looks(1, waiting).memory.state).toBe('failed');
  });

  it('was cancelled by nobody counts the time of one observer: two clocks may be days apart', () => {
    const trial = new Trial();
    for (let look = 0; look < 40; look += 1) {
      const ahead = look % 2 === 0;
      trial.look(waiting, { observer: ahead ? 'other' : 'one' }, (ahead ? 3 : -3) * 24 * hour + minute);
    }
    expect(trial.memory.state).toBe('open');
    expect(trial.memory.watch?.watched).toBeLessThanOrEqual(40 * minute);
  });

  it('is not used up sooner where two look in turn, and the clock of one is minutes ahead', () => {
    const trial = new Trial();
    const every = defaultPolicy.settle / 8;
    for (let look = 0; look < (5 * hour) / every; look += 1) {
      const ahead = look % 2 === 0;
      trial.look(waiting, { observer: ahead ? 'other' : 'one' }, every + (ahead ? 5 : -5) * minute);
    }
    expect(trial.memory.state).toBe('open');
    expect(trial.memory.watch?.watched).toBeGreaterThan(0);
  });
});

describe('the limit stands still', () => {
  it('until the time before which nothing can change, and counts from then on', () => {
    const until = start + 30 * hour;
    const trial = new Trial();
    nextLook(trial, until - 1, { ...waiting, until });
    expect(trial.memory.watch).toBeUndefined();
    nextLook(trial, until, { ...waiting, until });
    expect(trial.memory.watch).toMatchObject({ watched: 0 });
  });

  it('so also for what was accepted and cannot begin before that time', () => {
    const verdict = { ...waiting, until: start + 30 * hour };
    const trial = new Trial().sent(answers.accepted).keepLooking(29 * hour, verdict);
    expect(trial.memory.state).toBe('open');
    expect(trial.keepLooking(3 * hour, verdict).memory.state).toBe('operator');
  });

  it('until the window of a call is over, also while something else is in the way', () => {
    const queue = actWithin({ from: start + 48 * hour, until: start + 52 * hour });
    const trial = new Trial().sent(answers.accepted, queue).keepLooking(51 * hour, waiting);
    expect(trial.memory.state).toBe('open');
    expect(trial.keepLooking(3 * hour, waiting).memory.state).toBe('operator');
  });

  it('no longer once the effect is under way: that has a limit of its own', () => {
    const queue = actWithin({ from: start, until: start + 400 * hour });
    const trial = new Trial().sent(answers.accepted, queue);
    trial.keepLooking(defaultPolicy.finishLimit - hour, moving);
    expect(trial.memory.state).toBe('open');
    expect(trial.keepLooking(2 * hour, moving).memory.state).toBe('operator');
  });
});

describe('what moves in a window', () => {
  const window = { from: start + 10 * hour, until: start + 14 * hour };
  const begunAt = (at: number): boolean => {
    const trial = new Trial().sent(answers.accepted, actWithin(window));
    nextLook(trial, at, moving);
    return trial.memory.begun;
  };

  it('is another’s before the effect may begin, and its own from then on', () => {
    expect(begunAt(window.from - 1)).toBe(false);
    expect(begunAt(window.from)).toBe(true);
  });
});

describe('the next look', () => {
  const window = { from: start + 10 * hour, until: start + 34 * hour };
  const queue = actWithin(window);
  const queued = (at: number): number => nextLook(new Trial().sent(answers.accepted, queue), at, queue);

  it('comes a quarter of an hour later at most while a window is far, and just when it opens', () => {
    expect(queued(start + hour)).toBe(15 * minute);
    expect(queued(window.from - minute)).toBe(minute);
  });

  it('comes soon in a window that has just opened, and late by a sixtieth in one that lasts', () => {
    expect(queued(window.from)).toBe(15_000);
    expect(queued(window.from + 10 * hour)).toBe(10 * minute);
  });

  it('comes a quarter of an hour after a pause was seen', () => {
    expect(nextLook(new Trial(), start, { ...waiting, paused: true })).toBe(15 * minute);
  });

  it('comes sooner where that is asked for, also while nothing can change yet', () => {
    const soon = { ...waiting, until: start + hour, lookAgainIn: 2_000 };
    expect(nextLook(new Trial(), start, soon)).toBe(2_000);
  });

  it('comes after the fixed interval, if there is one, whatever is asked for', () => {
    const trial = new Trial({ policy: { ...defaultPolicy, pollInterval: 30_000 } });
    expect(nextLook(trial, start, { ...moving, lookAgainIn: 2_000 })).toBe(30_000);
    expect(nextLook(trial, start + minute, { ...moving, lookAgainIn: 90_000 })).toBe(30_000);
    expect(nextLook(trial, start + 2 * minute, done)).toBe(30_000);
  });
});
