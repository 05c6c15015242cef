import type { Provider } from '../../contract/provider.ts';
import { act, attemptFailed, withMoved } from './attempt.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { waitingInterval } from '../policy.ts';
import { isCertainlyNotDone, pause, wait } from './patience.ts';
import { saysDone, saysPass, whenNotSo, whenSo } from './prove.ts';
import { codeOf, end, endFailed, remedyOf, type Settled, type Settling } from './settling.ts';

/**
 * From the verdict on one look to what is known and what is to be done: proof by reads in a row, doubt, limits,
 * and when a call goes out. Pure, and the only place where intents are made.
 */
export function settle<P extends Provider>(input: Settling<P>): Settled<P> {
  const { verdict } = input;
  const note = verdict.note === undefined ? {} : { note: verdict.note };
  const settled = judge({ ...input, memory: { ...input.memory, ...note } });
  return {
    ...settled,
    memory: { ...settled.memory, lastLookAt: input.observedAt, lastLookBy: input.observer },
  };
}

function judge<P extends Provider>(input: Settling<P>): Settled<P> {
  const { verdict } = input;
  switch (verdict.verdict) {
    case 'act':
      return act(input, verdict);
    case 'wait':
      return onWait(input, verdict);
    case 'done':
      return whenSo(input, saysDone(verdict.evidence), (proved) =>
        end(proved, 'done', {
          evidence: verdict.evidence,
          reason: verdict.reason ?? 'proved',
          ...remedyOf(verdict),
        }),
      );
    case 'pass':
      // That there is nothing to do may be an old look's story, however few reads prove it done.
      return whenSo({ ...input, reads: Math.max(input.reads, input.policy.reads) }, saysPass, (proved) =>
        end(proved, 'passed', { reason: verdict.reason, ...remedyOf(verdict) }),
      );
    case 'attempt-failed':
      return whenNotSo(input, withMoved(`attempt failed ${codeOf(verdict.error)}`, input.drift), (proved) =>
        attemptFailed(proved, verdict.error, verdict.again),
      );
    case 'fail':
      return whenNotSo(
        input,
        `fail ${codeOf(verdict.error)}`,
        (proved) => endFailed(proved, verdict.error),
        verdict.error,
      );
    case 'operator':
      return whenNotSo(input, 'operator', (proved) =>
        end(proved, 'operator', { reason: verdict.reason, remedy: verdict.remedy }),
      );
  }
}

function onWait<P extends Provider>(
  input: Settling<P>,
  verdict: Extract<Verdict<P>, { verdict: 'wait' }>,
): Settled<P> {
  const { intent } = input.memory;
  const sent = intent !== undefined && !isCertainlyNotDone(input.memory);
  // What moves before the effect may begin is somebody else's.
  const early = intent?.effect !== undefined && input.observedAt < intent.effect.from;
  const begun = input.memory.begun || (sent && verdict.moving && !early);
  const memory = { ...input.memory, begun };
  const until = verdict.until === undefined ? undefined : { from: verdict.until, until: verdict.until };
  const span = sent && !begun ? (intent.effect ?? until) : until;
  if (input.forward && input.halting && !sent) {
    return end({ ...input, memory }, 'dropped', { reason: 'not begun any more' });
  }
  if (verdict.paused) return pause({ ...input, memory }, verdict.reason);
  const waiting = wait({ ...input, memory }, verdict.reason, span);
  const { lookAgainIn } = verdict;
  if (lookAgainIn === undefined) return waiting;
  const soon = waitingInterval(input.policy, waiting.memory.watch?.watched ?? 0, lookAgainIn);
  return { ...waiting, lookAgainAt: Math.min(waiting.lookAgainAt, input.observedAt + soon) };
}
