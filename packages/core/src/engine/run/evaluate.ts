import type { Driver } from '../../contract/driver.ts';
import { type Intent, isOver, type StepMemory } from '../../contract/memory.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import type { Provider } from '../../contract/provider.ts';
import { type Snapshot, sightOf } from '../../contract/snapshot.ts';
import type { Instant } from '../../contract/time.ts';
import { omit } from '../omit.ts';
import { movingInterval, type Policy } from '../policy.ts';
import type { Settled, Settling } from '../step/settling.ts';
import { isCertainlyNotDone, limited } from '../step/patience.ts';
import { settle } from '../step/settle.ts';
import { withoutAnswer } from './answer.ts';
import { driftOf } from './drift.ts';
import { withEarlyReport } from './early-report.ts';
import { contextOf, kindOf, maySend, needsOfMembers, ownNeeds } from './needs.ts';
import { openWhatMay } from './opening.ts';
import { outcomeOf } from './outcome.ts';
import { reportVerdict } from './report.ts';
import { isHalting, memoryOf, openSteps, type RunState, reportStepId } from './state.ts';

/** What core brings to a decision. */
export interface Deciding<P extends Provider> {
  readonly driver: Driver<P>;
  readonly policy: Policy;
  /** Until when an intent made now may be sent. */
  readonly sendBy: Instant;
  /** Who looked. */
  readonly observer: string;
}

/** What one look made of a run. */
export interface Evaluated<P extends Provider> {
  readonly state: RunState<P>;
  /** To be sent once they are stored. */
  readonly intents: readonly { readonly stepId: string; readonly intent: Intent<P> }[];
}

/**
 * From one look at a run to its next state and the calls that are to go out. What opens because of it is judged by
 * the same look, where that look has all that it needs. Pure.
 */
export function evaluate<P extends Provider>(
  before: RunState<P>,
  snapshot: Snapshot<P>,
  deciding: Deciding<P>,
): Evaluated<P> {
  let round = settleOpen(before, snapshot, deciding, () => true);
  const intents = [...round.intents];
  let { soonest } = round;
  for (;;) {
    const { opened, state } = round;
    const covered = coveredBy(state, opened, snapshot, deciding);
    if (covered.length < opened.length) soonest = snapshot.observedAt;
    if (covered.length === 0) break;
    round = settleOpen(state, snapshot, deciding, (id) => covered.includes(id));
    intents.push(...round.intents);
    soonest = Math.min(soonest, round.soonest);
  }
  const touched = round.state.run.touched || intents.length > 0;
  const run = { ...omit(round.state.run, 'blind'), nextLookAt: soonest, touched };
  return { state: ended({ ...round.state, run }, snapshot.observedAt), intents };
}

interface Round<P extends Provider> extends Evaluated<P> {
  /** Steps that opened because of it. */
  readonly opened: readonly string[];
  /** When the next look is worth its cost. */
  readonly soonest: Instant;
}

/** Settles the open steps that are asked for, and opens what may then. */
function settleOpen<P extends Provider>(
  before: RunState<P>,
  snapshot: Snapshot<P>,
  deciding: Deciding<P>,
  wanted: (stepId: string) => boolean,
): Round<P> {
  const halting = isHalting(before);
  const settled = openSteps(before)
    .filter(({ id }) => wanted(id))
    .map((step) => ({ stepId: step.id, ...settleOpenStep(before, step, snapshot, deciding, halting) }));
  if (memoryOf(before, reportStepId).state === 'open' && wanted(reportStepId)) {
    settled.push({ stepId: reportStepId, ...settleReport(before, snapshot, deciding) });
  }
  const known = withMemories(before, settled);
  // What fails in this very look stops what would begin in it.
  const stopped = !halting && isHalting(known);
  const kept = stopped
    ? settled.filter(({ stepId, intent }) => !intent || !isForward(before, stepId))
    : settled;
  const after = stopped ? withMemories(before, kept) : known;
  const intents = kept.flatMap(({ stepId, intent }) => (intent ? [{ stepId, intent }] : []));
  const state = openWhatMay(withEarlyReport(after, snapshot, deciding), snapshot.observedAt);
  const changed = Object.keys(state.memories).filter((id) => state.memories[id] !== after.memories[id]);
  // What is over waits for nothing; what opened because of it is judged by this look, or asks for the next one.
  const times = settled.flatMap(({ memory, lookAgainAt }) => (isOver(memory.state) ? [] : [lookAgainAt]));
  return {
    state,
    intents,
    opened: changed.filter((id) => memoryOf(state, id).state === 'open'),
    soonest: Math.max(snapshot.observedAt, Math.min(...times, snapshot.observedAt + 24 * 3_600_000)),
  };
}

/** Those of the steps for which a look, taken for others, has all that they need. */
function coveredBy<P extends Provider>(
  state: RunState<P>,
  stepIds: readonly string[],
  { sights }: Snapshot<P>,
  { driver, policy }: Deciding<P>,
): readonly string[] {
  if (stepIds.length === 0) return [];
  const has = (needs: readonly P['need'][]): boolean => needs.every(({ key }) => Object.hasOwn(sights, key));
  const hasMembers = has(needsOfMembers(state, driver));
  const steps = new Map(state.run.plan.steps.map((step) => [step.id, step]));
  return stepIds.filter((id) => {
    const step = steps.get(id);
    if (!step) return hasMembers;
    return (
      (hasMembers || !maySend(state, step, kindOf(driver, step))) &&
      has(ownNeeds(state, step, driver, policy))
    );
  });
}

function withMemories<P extends Provider>(
  state: RunState<P>,
  settled: readonly { readonly stepId: string; readonly memory: StepMemory<P> }[],
): RunState<P> {
  const memories = Object.fromEntries(settled.map(({ stepId, memory }) => [stepId, memory]));
  return { ...state, memories: { ...state.memories, ...memories } };
}

function isForward<P extends Provider>(state: RunState<P>, stepId: string): boolean {
  return state.run.plan.steps.some(({ id, phase }) => id === stepId && phase === 'forward');
}

function settleOpenStep<P extends Provider>(
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

function settleReport<P extends Provider>(
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

function ended<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  const outcome = outcomeOf(state, now);
  if (!outcome) return state;
  const runState = outcome.result === 'needs-operator' ? 'needs-operator' : 'ended';
  return { ...state, run: { ...state.run, state: runState, outcome } };
}
