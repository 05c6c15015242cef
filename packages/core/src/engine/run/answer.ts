import type { StepMemory } from '../../contract/memory.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant, Milliseconds } from '../../contract/time.ts';
import type { CallAnswer } from '../../contract/verdict.ts';
import { backOff } from '../back-off.ts';
import { omit } from '../omit.ts';
import { longestInterval, type Policy } from '../policy.ts';

/** Keeps the answer to the last send. Only acceptance clears doubt: a refusal may be the first send's doing. */
export function withAnswer<P extends Provider>(
  memory: StepMemory<P>,
  answer: CallAnswer<P>,
  at: Instant,
  policy: Policy,
  chance: number,
): StepMemory<P> {
  const kept = { ...omit(memory, 'notBefore', 'row'), answer: { ...answer, at } };
  if (answer.answer === 'accepted') {
    const taken = omit(kept, 'busyRefusals');
    return { ...taken, doubt: false, refusals: 0, reason: 'accepted by the cloud' };
  }
  const refusals = memory.refusals + 1;
  const busy = answer.answer === 'busy' ? { busyRefusals: (memory.busyRefusals ?? 0) + 1 } : {};
  const asked = answer.error.kind === 'throttled' ? (answer.error.retryAfter ?? 0) : 0;
  // The cloud's hint is honoured, but never beyond the longest time between two looks.
  const hint = Number.isFinite(asked) ? Math.min(asked, longestInterval(policy)) : 0;
  const base = answer.answer === 'busy' ? policy.settle / 4 : policy.settle / 30;
  const ceiling = answer.answer === 'busy' ? policy.settle * 5 : policy.settle * 2;
  return {
    ...kept,
    doubt: memory.doubt || answer.answer === 'unknown',
    refusals,
    ...busy,
    notBefore: at + backOff(refusals, base, ceiling, chance, hint),
    reason: answer.error.message,
  };
}

/** Keeps why the last intent was not sent at all: certainly not done, and no refusal of the cloud's. */
export function withoutSending<P extends Provider>(
  memory: StepMemory<P>,
  answer: CallAnswer<P>,
  at: Instant,
): StepMemory<P> {
  const reason = answer.answer === 'accepted' ? {} : { reason: answer.error.message };
  return { ...omit(memory, 'notBefore', 'row'), answer: { ...answer, at }, ...reason };
}

/**
 * An intent without an answer is a lock: whoever stored it may still be sending. Once nobody can be any more its
 * outcome is unknown.
 */
export function withoutAnswer<P extends Provider>(
  memory: StepMemory<P>,
  now: Instant,
  callTimeout: Milliseconds,
): StepMemory<P> | 'may still be sent' {
  const { intent } = memory;
  if (!intent || memory.answer) return memory;
  const settledAt = intent.sendBy + callTimeout;
  if (now <= settledAt) return 'may still be sent';
  const message = `${intent.call.operation} may or may not have been sent: its process did not report back`;
  return {
    ...memory,
    doubt: true,
    refusals: memory.refusals + 1,
    answer: { answer: 'unknown', error: { kind: 'unavailable', message }, at: settledAt },
  };
}
