import type { UpgradeError } from '../contract/errors.ts';
import { freshMemory, type Intent, type StepMemory } from '../contract/memory.ts';
import type { TimeSpan } from '../contract/time.ts';
import type { CallAnswer, Verdict } from '../contract/verdict.ts';
import { defaultPolicy } from '../engine/policy.ts';
import { withAnswer } from '../engine/run/answer.ts';
import type { Settled, Settling } from '../engine/step/settling.ts';
import { settle } from '../engine/step/settle.ts';
import type { Tiny } from './tiny.ts';

/** Far enough from one look to the next for both to count in any proof. */
export const interval: number = defaultPolicy.settle / 3;

export const call: Tiny['call'] = { operation: 'Set', version: '2' };

export const verdicts = {
  act: { verdict: 'act', call, reason: 'idle, and not on 2' },
  moving: { verdict: 'wait', reason: 'upgrading', moving: true },
  waiting: { verdict: 'wait', reason: 'a backup runs', moving: false },
  done: { verdict: 'done', evidence: { version: '2' } },
  pass: { verdict: 'pass', reason: 'follows its primary' },
  operator: { verdict: 'operator', reason: 'locked', remedy: 'unlock it' },
  fail: { verdict: 'fail', error: { kind: 'rejected', message: 'on another path' } },
  gone: { verdict: 'fail', error: { kind: 'not-found', message: 'gone', reference: 'tiny://x-y/z' } },
  attemptFailed: failedAttempt(false),
  attemptFailedAgain: failedAttempt(true),
} satisfies Record<string, Verdict<Tiny>>;

function failedAttempt(again: boolean): Verdict<Tiny> {
  return { verdict: 'attempt-failed', error: { kind: 'upgrade-failed', message: 'the task failed' }, again };
}

/** An effect that may begin within a span of time only. */
export function actWithin(effect: TimeSpan): Verdict<Tiny> {
  return { ...verdicts.act, effect };
}

const refusal = (code: string): UpgradeError => ({
  kind: 'rejected',
  message: `refused: ${code}`,
  provider: { operation: 'Set', code },
});

export const answers = {
  accepted: { answer: 'accepted', acknowledgement: { taskId: '1' } },
  throttled: { answer: 'throttled', error: { kind: 'throttled', message: 'slow down' } },
  busy: { answer: 'busy', error: refusal('IncorrectState') },
  rejected: { answer: 'rejected', error: refusal('NotSupported') },
  unknown: { answer: 'unknown', error: { kind: 'unavailable', message: 'no answer came' } },
} satisfies Record<string, CallAnswer<Tiny>>;

/** The world has moved away from the plan. */
export const moved: Extract<Settling<Tiny>['drift'], { drift: 'moved' }> = {
  drift: 'moved',
  error: {
    kind: 'stale-plan',
    message: 'no longer as planned',
    moved: [{ field: 'size', planned: 'S', seen: 'L' }],
  },
};

/** One step led through looks and answers, one after the other. */
export class Trial {
  memory: StepMemory<Tiny> = { ...freshMemory<Tiny>(), state: 'open', enteredAt: 0 };
  now = 1_000_000;
  readonly intents: Intent<Tiny>[] = [];
  readonly #with: Partial<Settling<Tiny>>;
  #looks = 0;

  constructor(options: Partial<Settling<Tiny>> = {}) {
    this.#with = options;
  }

  get lastIntent(): Intent<Tiny> | undefined {
    return this.intents.at(-1);
  }

  /** A look some time after the last; what it says is settled into the memory. */
  look(verdict: Verdict<Tiny>, options: Partial<Settling<Tiny>> = {}, passed = interval): Settled<Tiny> {
    this.now += passed;
    this.#looks += 1;
    const settled = settle<Tiny>({
      stepId: 'a',
      planId: 'plan-1',
      forward: true,
      idempotent: true,
      attempts: 1,
      reads: defaultPolicy.reads,
      memory: this.memory,
      verdict,
      lookId: `look-${this.#looks}`,
      observedAt: this.now,
      sendBy: this.now + 30_000,
      observer: 'one',
      policy: defaultPolicy,
      halting: false,
      drift: { drift: 'none' },
      ...this.#with,
      ...options,
    });
    this.memory = settled.memory;
    if (settled.intent) this.intents.push(settled.intent);
    return settled;
  }

  /** The same said by several looks in a row, at most until the step is over or a call goes out. */
  looks(times: number, verdict: Verdict<Tiny>, options: Partial<Settling<Tiny>> = {}): this {
    for (let look = 0; look < times && this.memory.state === 'open'; look += 1) {
      if (this.look(verdict, options).intent) break;
    }
    return this;
  }

  /** Looks on, a quarter of an hour at most from one look to the next, for as long as is said. */
  keepLooking(duration: number, verdict: Verdict<Tiny>, step = 600_000): this {
    const until = this.now + duration;
    while (this.now < until && this.memory.state === 'open') this.look(verdict, {}, step);
    return this;
  }

  /** The cloud's answer to the last call, a second after it. */
  answer(answer: CallAnswer<Tiny>): this {
    this.now += 1_000;
    this.memory = withAnswer(this.memory, answer, this.now, defaultPolicy, 0);
    return this;
  }

  /** A first call that went out and was answered. */
  sent(answer: CallAnswer<Tiny>, verdict: Verdict<Tiny> = verdicts.act): this {
    this.look(verdict);
    return this.answer(answer);
  }
}
