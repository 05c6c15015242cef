import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOver } from '../../contract/memory.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { Tiny } from '../../testing/tiny.ts';
import { actWithin, answers, moved, Trial, verdicts } from '../../testing/trial.ts';
import { withoutAnswer } from '../run/answer.ts';

const callTimeout = 20_000;
const window = { from: 3_000_000, until: 5_000_000 };

const verdict: fc.Arbitrary<Verdict<Tiny>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(verdicts.act) },
  { weight: 3, arbitrary: fc.constant(actWithin(window)) },
  { weight: 4, arbitrary: fc.constantFrom(...Object.values(verdicts)) },
);
const answer = fc.constantFrom(...Object.values(answers));

/** What may happen next: some looks that say the same, a call's answer, or none until it is given up. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      verdict,
      times: fc.integer({ min: 1, max: 7 }),
      passed: fc.oneof(fc.constant(20_000), fc.integer({ min: -100_000, max: 2_000_000 })),
      halting: fc.boolean(),
      drift: fc.constantFrom({ drift: 'none' } as const, { drift: 'not-looked' } as const, moved),
    }),
  },
  { weight: 3, arbitrary: fc.record({ answer }) },
  { weight: 1, arbitrary: fc.record({ silence: fc.constant(true) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const life = fc.record({
  settings: fc.record({
    forward: fc.boolean(),
    idempotent: fc.boolean(),
    attempts: fc.integer({ min: 1, max: 3 }),
  }),
  // Halting does not end once it has begun.
  happenings: fc.array(happening, { minLength: 3, maxLength: 30 }),
});

/** Leads a step through what happens, and has every look checked. */
function live(trial: Trial, happenings: readonly Happening[], check: (look: Look) => void): void {
  let halting = false;
  for (const next of happenings) {
    if ('answer' in next) {
      if (trial.memory.intent && !trial.memory.answer) trial.answer(next.answer);
      continue;
    }
    if ('silence' in next) {
      giveUp(trial);
      continue;
    }
    halting ||= next.halting;
    for (let look = 0; look < next.times && trial.memory.state === 'open'; look += 1) {
      const before = trial.memory;
      const { drift } = next;
      const settled = trial.look(next.verdict, { halting, drift }, look === 0 ? next.passed : 20_000);
      check({ before, after: settled, verdict: next.verdict, halting, now: trial.now });
    }
  }
}

interface Look {
  readonly before: Trial['memory'];
  readonly after: ReturnType<Trial['look']>;
  readonly verdict: Verdict<Tiny>;
  readonly halting: boolean;
  readonly now: number;
}

function giveUp(trial: Trial): void {
  const { intent } = trial.memory;
  if (!intent || trial.memory.answer) return;
  trial.now = Math.max(trial.now, intent.sendBy + callTimeout + 1);
  const given = withoutAnswer(trial.memory, trial.now, callTimeout);
  if (given !== 'may still be sent') trial.memory = given;
}

function always(holds: (look: Look, settings: { readonly forward: boolean }) => void): void {
  fc.assert(
    fc.property(life, ({ settings, happenings }) => {
      live(new Trial(settings), happenings, (look) => holds(look, settings));
    }),
    { numRuns: 1_000 },
  );
}

describe('settle, whatever is seen, answered and lost', () => {
  it('makes no intent while the last one has no answer', () => {
    always(({ before, after }) => {
      if (before.intent && !before.answer) expect(after.intent).toBeUndefined();
    });
  });

  it('never changes the token or the call within an attempt, and always does from one to the next', () => {
    always(({ before, after }) => {
      if (!before.intent || !after.intent) return;
      const same = after.intent.attempt === before.intent.attempt;
      expect(after.intent.token === before.intent.token).toBe(same);
      if (same) expect(after.intent.call).toEqual(before.intent.call);
    });
  });

  it('makes a new attempt only after a refusal that leaves no doubt, or evidence that the last one failed', () => {
    always(({ before, after, verdict: seen }) => {
      if (!before.intent || !after.intent || after.intent.attempt === before.intent.attempt) return;
      const failed = seen.verdict === 'attempt-failed' && seen.again;
      const refused = !before.doubt && before.answer?.answer === 'busy';
      expect(failed || refused).toBe(true);
    });
  });

  it('counts attempts and sends one by one', () => {
    always(({ before, after }) => {
      const { intent } = after;
      if (!intent) return;
      const last = before.intent ?? { attempt: 0, send: 0 };
      const expected =
        intent.attempt === last.attempt
          ? { attempt: last.attempt, send: last.send + 1 }
          : { attempt: last.attempt + 1, send: 1 };
      expect({ attempt: intent.attempt, send: intent.send }).toEqual(expected);
      expect(after.memory.attempts).toBe(intent.attempt);
    });
  });

  it('counts no attempt as failed more than once', () => {
    always(({ before, after }) => {
      if (!before.intent) return;
      expect(after.memory.failures - before.failures).toBeLessThanOrEqual(1);
      expect(after.memory.failures).toBeLessThanOrEqual(before.attempts);
    });
  });

  it('sends nothing for a forward step once those begin nothing any more', () => {
    always(({ after, halting }, { forward }) => {
      if (forward && halting) expect(after.intent).toBeUndefined();
    });
  });

  it('never drops what was accepted, nor judges what is in doubt by one look', () => {
    always(({ before, after }) => {
      if (before.answer?.answer === 'accepted') expect(after.memory.state).not.toBe('dropped');
      // An operator may be asked at any look: once a limit is used up.
      if (before.doubt && !before.row) expect(['open', 'operator']).toContain(after.memory.state);
    });
  });

  it('clears doubt by looks only, and by more than one', () => {
    always(({ before, after }) => {
      if (before.doubt && !after.memory.doubt) expect(before.row?.reads).toBeGreaterThan(1);
    });
  });

  it('ends a step or lets it wait, and says why', () => {
    always(({ after, now }) => {
      expect(after.memory.reason).toBeTruthy();
      expect(after.memory.state).not.toBe('pending');
      expect(after.lookAgainAt).toBeGreaterThanOrEqual(now);
      if (isOver(after.memory.state)) expect(after.memory.endedAt).toBe(now);
      if (isOver(after.memory.state)) expect(after.intent).toBeUndefined();
      if (after.memory.state === 'failed') expect(after.memory.error).toBeDefined();
      if (after.memory.state === 'operator') expect(after.memory.remedy).toBeTruthy();
    });
  });

  it('survives JSON: nothing is in a memory that a crash would lose', () => {
    always(({ after }) => {
      expect(JSON.parse(JSON.stringify(after.memory))).toStrictEqual(after.memory);
    });
  });
});
