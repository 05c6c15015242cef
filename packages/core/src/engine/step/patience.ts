import type { UpgradeError } from '../../contract/errors.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant, Milliseconds, TimeSpan } from '../../contract/time.ts';
import type { StepMemory } from '../../contract/memory.ts';
import { omit } from '../omit.ts';
import { longestInterval, movingInterval, type Policy, waitingInterval, watchedSince } from '../policy.ts';
import { end, endFailed, type Settled, type Settling } from './settling.ts';

/** What a step waits for, by what was sent; each has a limit of its own. A changing story does not renew it. */
type WaitingTo = 'be free' | 'begin' | 'finish';

function waitingTo<P extends Provider>(memory: StepMemory<P>): WaitingTo {
  if (!memory.intent || isCertainlyNotDone(memory)) return 'be free';
  return memory.begun ? 'finish' : 'begin';
}

/** Whether the cloud has certainly not done, and will not do, what the last intent asked for. */
export function isCertainlyNotDone<P extends Provider>(memory: StepMemory<P>): boolean {
  const answer = memory.answer?.answer;
  return !memory.doubt && (answer === 'throttled' || answer === 'busy' || answer === 'rejected');
}

/**
 * Waits; a row of reads ends with it. Before the span and within it the limit stands still: nothing can be
 * expected yet. After it the time in which somebody looked counts.
 */
export function wait<P extends Provider>(input: Settling<P>, reason: string, span?: TimeSpan): Settled<P> {
  const memory = { ...omit(input.memory, 'row'), reason };
  const { observedAt, policy } = input;
  const within = span !== undefined && observedAt < span.until;
  const waited = within ? Math.max(0, observedAt - span.from) : (memory.watch?.watched ?? 0);
  const soon = observedAt + waitingInterval(policy, waited, movingInterval(policy));
  if (!within) return limited({ ...input, memory }, soon);
  const opens = Math.min(span.from, input.observedAt + longestInterval(input.policy));
  return { memory, lookAgainAt: input.observedAt < span.from ? opens : soon };
}

/** Waits for a person; no limit counts, and no look is worth its cost before. */
export function pause<P extends Provider>(input: Settling<P>, reason: string): Settled<P> {
  const memory = { ...omit(input.memory, 'row', 'watch'), reason, paused: true } as const;
  return { memory, lookAgainAt: input.observedAt + longestInterval(input.policy) };
}

/** Goes on waiting until the limit is used up. */
export function limited<P extends Provider>(input: Settling<P>, lookAgainAt: Instant): Settled<P> {
  const { memory, observedAt, policy } = input;
  const what = waitingTo(memory);
  const sameClock = memory.lastLookBy === input.observer;
  const passed = watchedSince(policy, observedAt, memory.lastLookAt, sameClock);
  const watched = memory.watch?.for === what ? memory.watch.watched + passed : 0;
  const limit = limitOf(policy, what);
  const next: Settling<P> = { ...input, memory: { ...memory, watch: { for: what, watched } } };
  return watched < limit ? { memory: next.memory, lookAgainAt } : outOfTime(next, what, limit);
}

function limitOf(policy: Policy, what: WaitingTo): Milliseconds {
  switch (what) {
    case 'be free':
      return policy.freeLimit;
    case 'begin':
      return policy.beginLimit;
    case 'finish':
      return policy.finishLimit;
  }
}

function outOfTime<P extends Provider>(input: Settling<P>, what: WaitingTo, limit: Milliseconds): Settled<P> {
  const why = input.memory.reason ?? 'no change';
  const reason = `after ${Math.round(limit / 60_000)} minutes of looking still: ${why}`;
  // What waits for its own call has changed nothing; what cannot be proved is for a person to judge.
  const waits = input.verdict.verdict === 'act' || input.verdict.verdict === 'wait';
  if (what === 'be free' && input.forward && waits) {
    const error: UpgradeError = { kind: 'rejected', message: `${reason}; this step changed nothing` };
    return endFailed(input, error);
  }
  return end(input, 'operator', { reason, remedy: 'look at it in the console; once it is mended, resume' });
}
