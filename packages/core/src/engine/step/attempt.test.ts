import { describe, expect, it } from 'vitest';
import type { StepMemory } from '../../contract/memory.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { actWithin, answers, moved, Trial, verdicts } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';
import { withoutAnswer } from '../run/answer.ts';

const { act, moving, done, attemptFailedAgain } = verdicts;
const hour = 3_600_000;
const many = 12;

/** Nobody reported back on the last call, and nobody can any more. */
function silence(trial: Trial): StepMemory<Tiny> {
  trial.now += 60_000;
  const memory = withoutAnswer(trial.memory, trial.now, 20_000);
  if (memory === 'may still be sent') throw new Error('too early');
  trial.memory = memory;
  return memory;
}

describe('a call that goes out', () => {
  it('begins its own wait: what was seen and counted before says nothing about it', () => {
    const trial = new Trial();
    const row = { says: 'done', reads: 2, lastReadAt: 1, lookIds: ['a', 'b'], since: { one: 1 } };
    trial.memory = { ...trial.memory, row, watch: { for: 'be free', watched: 5 }, notBefore: 7 };
    trial.looks(1, act);
    expect(trial.intents).toHaveLength(1);
    for (const gone of ['row', 'watch', 'notBefore']) expect(trial.memory).not.toHaveProperty(gone);
  });

  it('is not proved by looks from before it, also when nobody reported back', () => {
    const trial = new Trial().looks(defaultPolicy.reads - 1, done).looks(1, act);
    silence(trial);
    expect(trial.looks(1, done).memory.state).toBe('open');
  });

  it('names itself and when to look for its effect', () => {
    const trial = new Trial();
    const { lookAgainAt } = trial.look(act);
    expect(trial.memory.reason).toBe('Set goes out');
    expect(lookAgainAt).toBe(trial.now + defaultPolicy.settle / 4);
  });
});

describe('doubt', () => {
  it('ends with the attempt that it was about', () => {
    const trial = new Trial({ attempts: 2 }).sent(answers.unknown).looks(many, attemptFailedAgain);
    expect(trial.lastIntent).toMatchObject({ attempt: 2, send: 1 });
    expect(trial.memory.doubt).toBe(false);
  });

  it('stays with the sends of one attempt', () => {
    const trial = new Trial().sent(answers.unknown).looks(many, act);
    expect(trial.lastIntent).toMatchObject({ attempt: 1, send: 2 });
    expect(trial.memory.doubt).toBe(true);
  });

  it('does not come from a send that was certainly not done', () => {
    const trial = new Trial().sent(answers.throttled).looks(many, act);
    expect(trial.lastIntent).toMatchObject({ attempt: 1, send: 2 });
    expect(trial.memory.doubt).toBe(false);
  });

  it('is what an unknown outcome means, whatever else a stored memory says (law 9)', () => {
    const trial = new Trial().sent(answers.unknown);
    trial.memory = { ...trial.memory, doubt: false };
    trial.looks(defaultPolicy.negativeReads - 1, act);
    expect(trial.intents).toHaveLength(1);
    expect(trial.looks(1, act).lastIntent).toMatchObject({ attempt: 1, send: 2 });
  });

  it('that looks have cleared leaves no reads behind: they prove nothing else', () => {
    const trial = new Trial().sent(answers.unknown).looks(many, act).answer(answers.rejected);
    while (trial.memory.doubt) trial.look(act);
    expect(trial.memory).toMatchObject({ state: 'open', answer: { answer: 'rejected' } });
    expect(trial.memory).not.toHaveProperty('row');
  });
});

describe('a call that was not taken', () => {
  const inTenMinutes = {
    ...answers.throttled,
    error: { ...answers.throttled.error, retryAfter: 600_000 },
  };

  it('is looked at again when its time has come, and goes out then', () => {
    const trial = new Trial().sent(inTenMinutes);
    const { notBefore } = trial.memory;
    const early = trial.look(act, {}, 1);
    expect(early.lookAgainAt).toBe(notBefore);
    expect(trial.memory.reason).toBe('the cloud did not take the call, it goes out again: slow down');
    trial.now = early.lookAgainAt;
    expect(trial.look(act, {}, 0).intent).toMatchObject({ send: 2 });
  });

  it.each(['throttled', 'busy', 'unknown'] as const)(
    'since it was %s, is given up after as many sends as the policy says, with the last error',
    (refusal) => {
      const trial = new Trial();
      while (trial.memory.state === 'open' && trial.intents.length < 1_000) {
        if (trial.look(act, {}, 600_000).intent) trial.answer(answers[refusal]);
      }
      expect(trial.intents).toHaveLength(defaultPolicy.refusals);
      expect(trial.memory).toMatchObject({
        state: 'operator',
        reason: '20 sends came to nothing',
        remedy: 'find out why the cloud does not take the call, then resume',
        error: answers[refusal].error,
      });
    },
  );
});

describe('a time before which no call goes out', () => {
  it.each<readonly [string, Partial<StepMemory<Tiny>>, string]>([
    ['no answer', {}, 'what was changing has only just come to rest'],
    [
      'an acceptance',
      { answer: { ...answers.accepted, at: 1 } },
      'the cloud did not take the call, it goes out again: too soon',
    ],
  ])('is kept also where a stored memory has it with %s', (_what, stored, reason) => {
    const trial = new Trial();
    trial.memory = { ...trial.memory, ...stored, notBefore: trial.now + hour };
    trial.look(act);
    expect(trial.memory.reason).toBe(reason);
    expect(trial.look(act, {}, hour).intent).toMatchObject({ attempt: 1 });
  });
});

describe('a call that was begun and came to nothing', () => {
  it.each(['accepted', 'unknown'] as const)(
    'is not made again, also where attempts are left: nobody knows why it failed (%s)',
    (answer) => {
      const trial = new Trial({ attempts: 3 }).sent(answers[answer]).looks(2, moving).looks(many, act);
      expect(trial.memory).toMatchObject({
        state: 'failed',
        error: { message: 'the cloud began the change and ended it without the wanted result' },
      });
      expect(trial.intents).toHaveLength(1);
    },
  );
});

describe('a call without an answer', () => {
  it.each([
    ['idle', act],
    ['failed', attemptFailedAgain],
  ])('is not followed by another, although its step is %s', (_what, verdict) => {
    const trial = new Trial({ attempts: 2 });
    trial.look(act);
    for (let look = 0; look < many; look += 1) trial.look(verdict);
    expect(trial.intents).toHaveLength(1);
    expect(trial.memory).toMatchObject({ state: 'open', reason: 'an answer is still to come' });
  });
});

describe('a call that is queued for a window', () => {
  const start = 1_000_000;
  const window = { from: start + 10 * hour, until: start + 14 * hour };
  const queue = actWithin(window);

  /** A look at a time of its own. */
  function lookAt(trial: Trial, at: number, verdict = queue): Trial {
    trial.now = at;
    trial.look(verdict, {}, 0);
    return trial;
  }

  it('has not failed while its effect may still come: what was seen under way may be another’s', () => {
    const trial = new Trial().sent(answers.accepted, queue);
    lookAt(trial, window.from + hour, moving);
    expect(trial.memory.begun).toBe(true);
    trial.looks(many, queue);
    expect(trial.memory).toMatchObject({
      state: 'open',
      reason: 'accepted; queued for the maintenance window',
    });
    lookAt(trial, window.until).looks(many, queue);
    expect(trial.memory.state).toBe('failed');
  });

  it('is no longer queued from the end of the window on', () => {
    const trial = new Trial().sent(answers.accepted, queue);
    expect(lookAt(trial, window.until - 1).memory.reason).toBe('accepted; queued for the maintenance window');
    expect(lookAt(trial, window.until).memory.reason).toBe('accepted; not begun yet');
  });

  it('in doubt and left alone, is judged from the end of the window on', () => {
    const trial = new Trial({ idempotent: false }).sent(answers.unknown, queue);
    expect(lookAt(trial, window.until - 1).memory).toMatchObject({
      reason: 'an answer was lost; whether the change is queued shows once the maintenance window is over',
    });
    expect(trial.memory.row).toBeUndefined();
    expect(lookAt(trial, window.until).memory.row).toMatchObject({ reads: 1 });
  });
});

describe('a world that is no longer as planned', () => {
  const otherwise = {
    ...moved,
    error: { ...moved.error, moved: [{ field: 'zone', planned: 'a', seen: 'b' }] },
  };

  it('stops nothing by one look at the end of a row that saw it as planned', () => {
    const trial = new Trial().sent(answers.unknown).looks(defaultPolicy.negativeReads - 1, act);
    trial.looks(1, act, { drift: moved });
    expect(trial.memory.state).toBe('open');
    expect(trial.looks(many, act).intents).toHaveLength(2);
  });

  it('has to be seen the same in every read: another field that moved begins anew', () => {
    const trial = new Trial().looks(defaultPolicy.negativeReads - 1, act, { drift: moved });
    expect(trial.looks(1, act, { drift: otherwise }).memory.state).toBe('open');
  });

  it('that is still changing lets nothing go out, and says what changes', () => {
    const drift = { drift: 'unsettled', reason: 'orders is still changing' } as const;
    const trial = new Trial().looks(many, act, { drift });
    expect(trial.intents).toEqual([]);
    expect(trial.memory).toMatchObject({ state: 'open', reason: 'orders is still changing' });
    expect(trial.looks(many, act).intents).toHaveLength(1);
  });

  // What a change has come to may be shown later than that it is over.
  it('lets nothing go out until a settle time after it was last seen changing', () => {
    const drift = { drift: 'unsettled', reason: 'orders is still changing' } as const;
    const { settle } = defaultPolicy;
    const trial = new Trial();
    trial.look(act, { drift });
    trial.look(act, { drift }, settle / 2);
    trial.look(act, {}, settle - 1);
    expect(trial.intents).toEqual([]);
    expect(trial.memory.reason).toContain('has only just come to rest');
    trial.look(act, {}, 1);
    expect(trial.intents).toHaveLength(1);
  });
});
