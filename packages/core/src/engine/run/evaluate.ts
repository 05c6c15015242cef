import { type Intent, isOver, type StepMemory } from '../../contract/memory.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { Instant } from '../../contract/time.ts';
import { omit } from '../omit.ts';
import type { Deciding } from './deciding.ts';
import { withEarlyReport } from './early-report.ts';
import { kindOf, maySend, needsOfMembers, ownNeeds } from './needs.ts';
import { openWhatMay } from './opening.ts';
import { outcomeOf } from './outcome.ts';
import { settleReport, settleStep } from './settle-open.ts';
import { isHalting, memoryOf, openSteps, type RunState, reportStepId } from './state.ts';

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
    .map((step) => ({ stepId: step.id, ...settleStep(before, step, snapshot, deciding, halting) }));
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

function ended<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  const outcome = outcomeOf(state, now);
  if (!outcome) return state;
  const runState = outcome.result === 'needs-operator' ? 'needs-operator' : 'ended';
  return { ...state, run: { ...state.run, state: runState, outcome } };
}
