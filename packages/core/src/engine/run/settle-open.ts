import type { StepMemory } from '../../contract/memory.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import type { Provider } from '../../contract/provider.ts';
import { type Snapshot, sightOf } from '../../contract/snapshot.ts';
import { movingInterval, type Policy } from '../policy.ts';
import { isCertainlyNotDone, limited } from '../step/patience.ts';
import { settle } from '../step/settle.ts';
import type { Settled, Settling } from '../step/settling.ts';
import { withoutAnswer } from './answer.ts';
import type { Deciding } from './deciding.ts';
import { driftOf } from './drift.ts';
import { contextOf, kindOf, maySend } from './needs.ts';
import { reportVerdict } from './report.ts';
import { memoryOf, type RunState, reportStepId } from './state.ts';

/** What one look makes of an open step. */
export function settleStep<P extends Provider>(
  state: RunState<P>,
  step: PlannedStep<P>,
  snapshot: Snapshot<P>,
  deciding: Deciding<P>,
  halting: boolean,
): Settled<P> {
  const { driver, policy } = deciding;
  const kind = kindOf(driver, step);
  const context = contextOf(state, policy);
  const stored = memoryOf(state, step.id);
  const answered = withoutAnswer(stored, snapshot.startedAt, driver.callTimeout);
  const locked = answered === 'may still be sent';
  const memory = locked ? stored : answered;
  const missing = kind
    .needs(step, memory, context)
    .map((need) => sightOf(snapshot, need.key))
    .find((sight) => sight.sight === 'not-looked');
  if (missing?.sight === 'not-looked') {
    if (locked) return stillLocked(stored, snapshot, policy);
    return unseen(state, step, snapshot, deciding, memory, `could not look: ${missing.error.message}`);
  }
  const verdict = kind.decide(step, snapshot, memory, context);
  // Nothing is judged meanwhile; but that the effect has begun is kept in mind: it may fail before the next look.
  if (locked && !(verdict.verdict === 'wait' && verdict.moving)) return stillLocked(stored, snapshot, policy);
  const sends = verdict.verdict === 'act' || (verdict.verdict === 'attempt-failed' && verdict.again);
  const compared = sends && maySend(state, step, kind);
  const idle = verdict.verdict === 'act' ? step.id : undefined;
  return settle<P>({
    ...frame(state, snapshot, deciding, memory),
    stepId: step.id,
    forward: step.phase === 'forward',
    idempotent: kind.idempotent,
    attempts: kind.attempts ?? 1,
    reads: kind.reads ?? policy.reads,
    verdict,
    halting,
    drift: compared ? driftOf(state, snapshot, driver, idle) : { drift: 'none' },
  });
}

/** Another process may still be sending the step's call. */
function stillLocked<P extends Provider>(
  stored: StepMemory<P>,
  { observedAt }: Snapshot<P>,
  policy: Policy,
): Settled<P> {
  const reason = 'a call was about to be sent by a process that has not reported back';
  return { memory: { ...stored, reason }, lookAgainAt: observedAt + movingInterval(policy) };
}

/** What cannot be looked at uses up the step's limit too; the reads so far stay counted. */
function unseen<P extends Provider>(
  state: RunState<P>,
  step: Pick<PlannedStep<P>, 'id' | 'phase'>,
  snapshot: Snapshot<P>,
  deciding: Deciding<P>,
  memory: StepMemory<P>,
  reason: string,
): Settled<P> {
  const { observedAt } = snapshot;
  const soon = observedAt + movingInterval(deciding.policy);
  // What waits for its window has no limit before the window is over.
  const queued = !isCertainlyNotDone(memory) && (memory.intent?.effect?.until ?? 0) > observedAt;
  if (queued)
    return {
      memory: { ...memory, reason, lastLookAt: observedAt, lastLookBy: deciding.observer },
      lookAgainAt: soon,
    };
  const settled = limited<P>(
    {
      ...frame(state, snapshot, deciding, { ...memory, reason }),
      stepId: step.id,
      forward: step.phase === 'forward',
      verdict: { verdict: 'wait', reason, moving: false },
    },
    soon,
  );
  return { ...settled, memory: { ...settled.memory, lastLookAt: observedAt, lastLookBy: deciding.observer } };
}

/** What one look makes of the report, which sends nothing. */
export function settleReport<P extends Provider>(
  state: RunState<P>,
  snapshot: Snapshot<P>,
  deciding: Deciding<P>,
): Settled<P> {
  const memory: StepMemory<P> = memoryOf(state, reportStepId);
  const verdict = reportVerdict(state, snapshot, deciding.driver);
  if (verdict.verdict === 'unseen') {
    return unseen(state, { id: reportStepId, phase: 'restore' }, snapshot, deciding, memory, verdict.reason);
  }
  return settle<P>({
    ...frame(state, snapshot, deciding, memory),
    stepId: reportStepId,
    forward: false,
    verdict,
  });
}

/** What every step's settling has in common, and what holds of one that sends nothing. */
function frame<P extends Provider>(
  state: RunState<P>,
  snapshot: Snapshot<P>,
  deciding: Deciding<P>,
  memory: StepMemory<P>,
): Omit<Settling<P>, 'stepId' | 'forward' | 'verdict'> {
  return {
    planId: state.run.plan.id,
    memory,
    lookId: snapshot.id,
    observedAt: snapshot.observedAt,
    observer: deciding.observer,
    sendBy: deciding.sendBy,
    policy: deciding.policy,
    idempotent: false,
    attempts: 1,
    reads: deciding.policy.reads,
    halting: false,
    drift: { drift: 'none' },
  };
}
