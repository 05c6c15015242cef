import type { StalePlanError, UpgradeError } from '../../contract/errors.ts';
import type { Intent, StepMemory } from '../../contract/memory.ts';
import type { Provider } from '../../contract/provider.ts';
import type { TimeSpan } from '../../contract/time.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { tokenOf } from '../canonical.ts';
import { omit } from '../omit.ts';
import { movingInterval } from '../policy.ts';
import type { Drift } from '../run/drift.ts';
import { wait } from './patience.ts';
import { whenNotSo } from './prove.ts';
import { codeOf, end, endFailed, isHalted, type Settled, type Settling } from './settling.ts';

type Act<P extends Provider> = Extract<Verdict<P>, { verdict: 'act' }>;

/** It is not as wanted and idle: what that means depends on what was sent before. */
export function act<P extends Provider>(input: Settling<P>, verdict: Act<P>): Settled<P> {
  const { intent, answer, doubt } = input.memory;
  if (!intent)
    return ifFree(input, () => send(input, verdict.call, input.memory.attempts + 1, 1, verdict.effect));
  if (!answer) return wait(input, 'an answer is still to come');
  if (doubt || answer.answer === 'unknown') return inDoubt(input, intent, verdict);
  switch (answer.answer) {
    case 'accepted':
      return acceptedButIdle(input, intent);
    case 'throttled':
      return ifFree(input, () => send(input, intent.call, intent.attempt, intent.send + 1, verdict.effect));
    case 'busy':
      return ifFree(input, () => send(input, verdict.call, intent.attempt + 1, 1, verdict.effect));
    case 'rejected':
      return whenNotSo(input, `rejected ${codeOf(answer.error)}`, (proved) =>
        endFailed(proved, answer.error),
      );
  }
}

/** What a look says, with the fields that have moved: both are proved by the same row of reads. */
export function withMoved(says: string, drift: Drift): string {
  if (drift.drift !== 'moved') return says;
  return `${says}, and moved: ${drift.error.moved.map(({ field }) => field).join(' ')}`;
}

/** No forward step sends anything when the world is no longer as planned, or cannot be compared with the plan. */
function unlessDrifted<P extends Provider>(
  input: Settling<P>,
  sendIt: () => Settled<P>,
  stale: (error: StalePlanError) => Settled<P>,
): Settled<P> {
  const { drift } = input;
  switch (drift.drift) {
    case 'none':
      return sendIt();
    case 'not-looked':
      return wait(input, 'could not compare the plan with the world');
    case 'unsettled':
      return wait(withTimeToSettle(input), drift.reason);
    case 'moved':
      return stale(drift.error);
  }
}

/** What a change has come to may be shown later than that it is over: that has a settle time. */
function withTimeToSettle<P extends Provider>(input: Settling<P>): Settling<P> {
  const { memory, observedAt, policy } = input;
  const notBefore = Math.max(memory.notBefore ?? 0, observedAt + policy.settle);
  return { ...input, memory: { ...memory, notBefore } };
}

/** Nothing of this step was done: it may be dropped, and it may go out when its time has come. */
function ifFree<P extends Provider>(input: Settling<P>, sendIt: () => Settled<P>): Settled<P> {
  const { memory, observedAt, policy } = input;
  if (isHalted(input)) return end(input, 'dropped', { reason: 'not begun any more' });
  if (memory.refusals >= policy.refusals) return givenUp(input);
  const isTime = memory.notBefore === undefined || observedAt >= memory.notBefore;
  if (isTime || input.drift.drift === 'unsettled') {
    const says = withMoved('idle', input.drift);
    return unlessDrifted(input, sendIt, (error) =>
      whenNotSo(input, says, (proved) => endFailed(proved, error)),
    );
  }
  const span = { from: memory.notBefore, until: memory.notBefore };
  if (!memory.answer) return wait(input, 'what was changing has only just come to rest', span);
  const why = memory.answer.answer === 'accepted' ? 'too soon' : memory.answer.error.message;
  return wait(input, `the cloud did not take the call, it goes out again: ${why}`, span);
}

function acceptedButIdle<P extends Provider>(input: Settling<P>, intent: Intent<P>): Settled<P> {
  const queued = intent.effect !== undefined && intent.effect.until > input.observedAt;
  // What was seen under way may have been another's while this one's effect is still to come.
  if (input.memory.begun && !queued) return wentBack(input);
  const reason = queued ? 'accepted; queued for the maintenance window' : 'accepted; not begun yet';
  return wait(input, reason, intent.effect);
}

/** It was seen under way, and now it is idle without the effect. */
function wentBack<P extends Provider>(input: Settling<P>): Settled<P> {
  const error: UpgradeError = {
    kind: 'upgrade-failed',
    message: 'the cloud began the change and ended it without the wanted result',
  };
  return whenNotSo(input, 'went back', (proved) => attemptFailed(proved, error, false));
}

/**
 * Perhaps done, perhaps not, perhaps still to be done. Only looks settle it. Where the call carries a token the
 * same call goes out once more early on; what waits for a window is then left alone until the window is over.
 */
function inDoubt<P extends Provider>(input: Settling<P>, intent: Intent<P>, verdict: Act<P>): Settled<P> {
  const { memory, observedAt } = input;
  const queued = intent.effect !== undefined && intent.effect.until > observedAt;
  if (memory.begun && !queued) return wentBack(input);
  const leftAlone =
    memory.begun || !input.idempotent || intent.send > 1 || isHalted(input) || input.drift.drift === 'moved';
  if (queued && leftAlone) {
    const reason =
      'an answer was lost; whether the change is queued shows once the maintenance window is over';
    return wait(input, reason, intent.effect);
  }
  return whenNotSo(input, withMoved('nothing happened', input.drift), (proved) => {
    // Nothing came of the earlier send, so that a refusal now means what it says: the next look judges it.
    if (memory.answer?.answer === 'rejected') {
      const clear: StepMemory<P> = { ...omit(proved.memory, 'row'), doubt: false };
      return { memory: clear, lookAgainAt: input.observedAt };
    }
    if (isHalted(proved)) return end(proved, 'dropped', { reason: 'it never took effect' });
    const again = (): Settled<P> =>
      memory.refusals >= input.policy.refusals
        ? givenUp(proved)
        : send(proved, intent.call, intent.attempt, intent.send + 1, verdict.effect);
    return unlessDrifted(proved, again, (error) => endFailed(proved, error));
  });
}

function givenUp<P extends Provider>(input: Settling<P>): Settled<P> {
  const { answer, refusals } = input.memory;
  const error = answer && answer.answer !== 'accepted' ? { error: answer.error } : {};
  const remedy = 'find out why the cloud does not take the call, then resume';
  return end(input, 'operator', { reason: `${refusals} sends came to nothing`, remedy, ...error });
}

/** By the cloud's own evidence, proved: the attempt took effect and failed. */
export function attemptFailed<P extends Provider>(
  input: Settling<P>,
  error: UpgradeError,
  again: boolean,
): Settled<P> {
  const { intent, answer, failures } = input.memory;
  if (intent && !answer) return wait(input, 'an answer is still to come');
  const failed = { ...input, memory: { ...input.memory, failures: failures + 1 } };
  if (!intent || !again || isHalted(input) || failures + 1 >= input.attempts) return endFailed(failed, error);
  const anew = (): Settled<P> => send(failed, intent.call, intent.attempt + 1, 1, undefined);
  return unlessDrifted(input, anew, (stale) => endFailed(failed, stale));
}

function send<P extends Provider>(
  input: Settling<P>,
  call: P['call'],
  attempt: number,
  sendNumber: number,
  effect: TimeSpan | undefined,
): Settled<P> {
  const intent: Intent<P> = {
    call,
    token: tokenOf(input.planId, input.stepId, attempt, call),
    attempt,
    send: sendNumber,
    storedAt: input.observedAt,
    sendBy: input.sendBy,
    ...(effect ? { effect } : {}),
  };
  const memory: StepMemory<P> = {
    ...omit(input.memory, 'answer', 'row', 'watch', 'notBefore'),
    attempts: attempt,
    intent,
    begun: false,
    doubt: input.memory.doubt && sendNumber > 1,
    reason: `${call.operation} goes out`,
  };
  return { memory, intent, lookAgainAt: input.observedAt + movingInterval(input.policy) };
}
