import type { UpgradeError } from '../../contract/errors.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant, Milliseconds, TimeSpan } from '../../contract/time.ts';
import { longestInterval, movingInterval, type Policy } from '../policy.ts';
import { end, endFailed, type Settled, type Settling } from './settling.ts';

/** What a step waits for; each has a limit of its own. */
export type WaitingTo = 'be free' | 'begin' | 'finish' | 'be sure';

/**
 * Waits. Before the span and within it the limit stands still: nothing can be expected yet. After it the
 * time in which somebody looked counts.
 */
export function wait<P extends Provider>(
  input: Settling<P>,
  reason: string,
  waitingTo: WaitingTo,
  span?: TimeSpan,
): Settled<P> {
  const memory = { ...input.memory, reason };
  const soon = input.observedAt + movingInterval(input.policy);
  if (!span || input.observedAt >= span.until) return limited({ ...input, memory }, waitingTo, soon);
  const opens = Math.min(span.from, input.observedAt + longestInterval(input.policy));
  return { memory, lookAgainAt: input.observedAt < span.from ? opens : soon };
}

/** Goes on waiting until the limit is used up. */
export function limited<P extends Provider>(
  input: Settling<P>,
  waitingTo: WaitingTo,
  lookAgainAt: Instant,
): Settled<P> {
  const { memory, observedAt, policy } = input;
  const same = memory.watch?.for === waitingTo;
  // A clock that jumped, or nobody looking for a while, uses up no limit.
  const passed = Math.min(
    Math.max(0, observedAt - (memory.lastLookAt ?? observedAt)),
    longestInterval(policy),
  );
  const watched = same ? (memory.watch?.watched ?? 0) + passed : 0;
  const limit = limitOf(policy, waitingTo);
  const next: Settling<P> = { ...input, memory: { ...memory, watch: { for: waitingTo, watched } } };
  return watched < limit ? { memory: next.memory, lookAgainAt } : outOfTime(next, waitingTo, limit);
}

function limitOf(policy: Policy, waitingTo: WaitingTo): Milliseconds {
  switch (waitingTo) {
    case 'be free':
      return policy.freeLimit;
    case 'begin':
      return policy.beginLimit;
    case 'finish':
    case 'be sure':
      return policy.finishLimit;
  }
}

function outOfTime<P extends Provider>(
  input: Settling<P>,
  waitingTo: WaitingTo,
  limit: Milliseconds,
): Settled<P> {
  const why = input.memory.reason ?? 'no change';
  const reason = `after ${Math.round(limit / 60_000)} minutes of looking still: ${why}`;
  if (waitingTo === 'be free' && input.forward) {
    const error: UpgradeError = { kind: 'rejected', message: `${reason}; this step changed nothing` };
    return endFailed(input, error);
  }
  return end(input, 'operator', { reason, remedy: 'look at it in the console; once it is mended, resume' });
}
