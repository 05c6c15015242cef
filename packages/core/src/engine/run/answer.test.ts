import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepMemory } from '../../contract/memory.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { answers, Trial, verdicts } from '../../testing/trial.ts';
import { defaultPolicy } from '../policy.ts';
import { withAnswer, withoutAnswer } from './answer.ts';

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

  it('is of unknown outcome after that', () => {
    const memory = unanswered();
    const given = withoutAnswer(memory, memory.intent.sendBy + callTimeout + 1, callTimeout);
    expect(given).toMatchObject({ doubt: true, answer: { answer: 'unknown' }, refusals: 1 });
    expect(given).toMatchObject({ intent: memory.intent, state: 'open' });
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
    const memory = { ...unanswered(), doubt: true, refusals: 7 };
    expect(answered(memory, 'accepted')).toMatchObject({
      doubt: false,
      refusals: 0,
      answer: { answer: 'accepted', acknowledgement: { taskId: '1' }, at: 5_000_000 },
    });
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

  it('keeps away for as long as the cloud asked', () => {
    const hint = {
      answer: 'throttled',
      error: { kind: 'throttled', message: 'slow down', retryAfter: 900_000 },
    } as const;
    const memory = withAnswer<Tiny>(unanswered(), hint, 5_000_000, defaultPolicy, 0);
    expect(memory.notBefore).toBeGreaterThanOrEqual(5_900_000);
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
  });
});
