import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepMemory } from '../../contract/memory.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { answers, Trial, verdicts } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';
import { withAnswer, withoutAnswer, withoutSending } from './answer.ts';

const callTimeout = 20_000;

/** A step whose first call was stored and has no answer. */
function unanswered(): StepMemory<Tiny> & { readonly intent: { readonly sendBy: number } } {
  const { memory } = new Trial().looks(1, verdicts.act);
  if (!memory.intent) throw new Error('no call went out');
  return { ...memory, intent: memory.intent };
}

function answered(memory: StepMemory<Tiny>, answer: keyof typeof answers, chance = 0): StepMemory<Tiny> {
  return withAnswer<Tiny>(memory, answers[answer], 5_000_000, defaultPolicy, chance);
}

describe('an intent without an answer', () => {
  it('is a lock: nobody sends or judges before its last moment and the time of a call have passed', () => {
    const memory = unanswered();
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: callTimeout }), (late) => {
        const now = memory.intent.sendBy + late;
        expect(withoutAnswer(memory, now, callTimeout)).toBe('may still be sent');
      }),
    );
  });

  it('is one still at that very moment', () => {
    const memory = unanswered();
    const lastMoment = memory.intent.sendBy + callTimeout;
    expect(withoutAnswer(memory, lastMoment, callTimeout)).toBe('may still be sent');
  });

  it('is of unknown outcome after that', () => {
    const memory = unanswered();
    const given = withoutAnswer(memory, memory.intent.sendBy + callTimeout + 1, callTimeout);
    expect(given).toMatchObject({ doubt: true, answer: { answer: 'unknown' }, refusals: 1 });
    expect(given).toMatchObject({ intent: memory.intent, state: 'open' });
    expect(given).toMatchObject({
      answer: {
        error: {
          kind: 'unavailable',
          message: 'Set may or may not have been sent: its process did not report back',
        },
        at: memory.intent.sendBy + callTimeout,
      },
    });
  });
});

describe('a step without an open intent', () => {
  it('is left as it is', () => {
    const fresh = new Trial().memory;
    expect(withoutAnswer(fresh, 1, callTimeout)).toBe(fresh);
    const done = answered(unanswered(), 'accepted');
    expect(withoutAnswer(done, 1, callTimeout)).toBe(done);
  });
});

describe('an answer', () => {
  it('of acceptance clears doubt and the count of refusals', () => {
    const memory = { ...unanswered(), doubt: true, refusals: 7, busyRefusals: 2 };
    const given = answered(memory, 'accepted');
    expect(given).toMatchObject({
      doubt: false,
      refusals: 0,
      answer: { answer: 'accepted', acknowledgement: { taskId: '1' }, at: 5_000_000 },
    });
    expect(given).not.toHaveProperty('busyRefusals');
  });

  it.each(['throttled', 'busy', 'rejected'] as const)('%s leaves doubt where it was', (refusal) => {
    expect(answered({ ...unanswered(), doubt: true }, refusal).doubt).toBe(true);
    expect(answered({ ...unanswered(), doubt: false }, refusal).doubt).toBe(false);
  });

  it('that was lost is doubt', () => {
    expect(answered(unanswered(), 'unknown').doubt).toBe(true);
  });

  it.each(['throttled', 'busy', 'rejected', 'unknown'] as const)(
    '%s counts as a refusal and keeps the call away for a while, longer each time',
    (refusal) => {
      const first = answered(unanswered(), refusal);
      const fourth = answered({ ...unanswered(), refusals: 3 }, refusal);
      expect(first.refusals).toBe(1);
      expect(first.notBefore).toBeGreaterThan(5_000_000);
      expect(fourth.notBefore).toBeGreaterThan(first.notBefore ?? 0);
    },
  );

  it('by which the state forbids the call is counted by itself', () => {
    expect(answered(unanswered(), 'busy').busyRefusals).toBe(1);
    expect(answered({ ...unanswered(), refusals: 7, busyRefusals: 2 }, 'busy').busyRefusals).toBe(3);
  });

  it.each(['throttled', 'rejected', 'unknown'] as const)(
    '%s says nothing of the state: such refusals neither rise nor begin anew',
    (refusal) => {
      expect(answered({ ...unanswered(), busyRefusals: 2 }, refusal).busyRefusals).toBe(2);
      expect(answered(unanswered(), refusal)).not.toHaveProperty('busyRefusals');
    },
  );

  it('keeps away for as long as the cloud asked', () => {
    const hint = {
      answer: 'throttled',
      error: { kind: 'throttled', message: 'slow down', retryAfter: 900_000 },
    } as const;
    const memory = withAnswer<Tiny>(unanswered(), hint, 5_000_000, defaultPolicy, 0);
    expect(memory.notBefore).toBeGreaterThanOrEqual(5_900_000);
  });

  it.each([
    ['never beyond a quarter of an hour', 5 * 3_600_000, 900_000],
    ['not where it is no time at all', Number.POSITIVE_INFINITY, 1_000],
    ['not where it is no number', Number.NaN, 1_000],
  ])('keeps away for as long as the cloud asked, but %s', (_but, retryAfter, away) => {
    const hint = {
      answer: 'throttled',
      error: { kind: 'throttled', message: 'slow down', retryAfter },
    } as const;
    const memory = withAnswer<Tiny>(unanswered(), hint, 5_000_000, defaultPolicy, 0);
    expect(memory.notBefore).toBe(5_000_000 + away);
  });

  it.each([
    ['throttled', 'within seconds, two minutes at most', 1_000, 120_000],
    ['rejected', 'within seconds, two minutes at most', 1_000, 120_000],
    ['unknown', 'within seconds, two minutes at most', 1_000, 120_000],
    ['busy', 'within a quarter of a minute, five minutes at most', 7_500, 300_000],
  ] as const)('%s keeps away first %s', (refusal, _time, first, most) => {
    expect(answered(unanswered(), refusal).notBefore).toBe(5_000_000 + first);
    const often = answered({ ...unanswered(), refusals: 19 }, refusal, 1 - 1e-12);
    expect(often.notBefore).toBe(5_000_000 + most);
  });

  it('keeps away with jitter', () => {
    const times = [0, 0.5, 0.99].map((chance) => answered(unanswered(), 'busy', chance).notBefore);
    expect(new Set(times).size).toBe(3);
  });

  it('breaks the row of reads: what was seen before it says nothing about it', () => {
    const row = { says: 'done', reads: 2, lastReadAt: 1, lookIds: ['a', 'b'] };
    for (const answer of Object.keys(answers) as (keyof typeof answers)[]) {
      expect(answered({ ...unanswered(), row }, answer).row).toBeUndefined();
    }
  });

  it('says in the reason what the cloud said', () => {
    expect(answered(unanswered(), 'busy').reason).toBe(answers.busy.error.message);
    expect(answered(unanswered(), 'accepted').reason).toBe('accepted by the cloud');
  });

  it('of acceptance leaves no time to keep away', () => {
    expect(answered({ ...unanswered(), notBefore: 9_000_000 }, 'accepted')).not.toHaveProperty('notBefore');
  });
});

describe('an intent that was not sent at all', () => {
  const row = { says: 'done', reads: 2, lastReadAt: 1, lookIds: ['a', 'b'] };
  const stored = () => ({ ...unanswered(), row, notBefore: 9_000_000, refusals: 3 });
  const unsent = () => withoutSending<Tiny>(stored(), answers.throttled, 5_000_000);

  it('is certainly not done, and no refusal of the cloud: it may go out again at once', () => {
    const given = unsent();
    expect(given).toMatchObject({
      answer: { ...answers.throttled, at: 5_000_000 },
      refusals: 3,
      doubt: false,
    });
    expect(given).not.toHaveProperty('notBefore');
    expect(given).not.toHaveProperty('row');
  });

  it('leaves doubt where it was', () => {
    expect(withoutSending<Tiny>({ ...stored(), doubt: true }, answers.throttled, 5).doubt).toBe(true);
  });

  it('says why', () => {
    expect(unsent().reason).toBe('slow down');
    const memory = stored();
    expect(withoutSending<Tiny>(memory, answers.accepted, 5).reason).toBe(memory.reason);
  });
});
