import type { Driver, StepContext, StepKind } from '../../contract/driver.ts';
import { isOver } from '../../contract/memory.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Policy } from '../policy.ts';
import { isBeingProved } from '../step/prove.ts';
import { memoryOf, openSteps, type RunState, reportStepId } from './state.ts';

/** The module of a step. */
export function kindOf<P extends Provider>(driver: Driver<P>, step: PlannedStep<P>): StepKind<P> {
  const kind = driver.steps.find((candidate) => candidate.kind === step.input.kind);
  if (!kind) throw new Error(`${driver.provider} has no steps of the kind ${step.input.kind}`);
  return kind;
}

/** What `decide` knows besides the snapshot and its own memory. */
export function contextOf<P extends Provider>(state: RunState<P>, policy: Policy): StepContext<P> {
  const { plan, continuedAt } = state.run;
  const continued = continuedAt === undefined ? {} : { continuedAt };
  return { plan, memories: state.memories, settle: policy.settle, ...continued };
}

/** Whether the step may be about to send: then the fingerprint is compared first. */
export function maySend<P extends Provider>(
  state: RunState<P>,
  step: PlannedStep<P>,
  kind: StepKind<P>,
): boolean {
  if (kind.sends === false) return false;
  const { answer, doubt } = memoryOf(state, step.id);
  return step.phase === 'forward' && (answer?.answer !== 'accepted' || doubt || (kind.attempts ?? 1) > 1);
}

/** Everything that the open steps need to be looked at, and those that may open with this look, each thing once. */
export function needsOf<P extends Provider>(
  state: RunState<P>,
  driver: Driver<P>,
  policy: Policy,
): readonly P['need'][] {
  const open = openSteps(state);
  const soon = soonOpen(state, open, driver);
  const needs = [...open, ...soon].flatMap((step) => ownNeeds(state, step, driver, policy));
  const reporting = memoryOf(state, reportStepId).state === 'open' || isReportNear(state, open);
  if (reporting || [...open, ...soon].some((step) => maySend(state, step, kindOf(driver, step)))) {
    needs.push(...needsOfMembers(state, driver));
  }
  return [...new Map(needs.map((need) => [need.key, need])).values()];
}

/** Steps that open as soon as steps which are being proved, or which one look proves, are over. */
function soonOpen<P extends Provider>(
  state: RunState<P>,
  open: readonly PlannedStep<P>[],
  driver: Driver<P>,
): readonly PlannedStep<P>[] {
  const nearEnd = new Set<string>();
  for (const step of open) {
    const memory = memoryOf(state, step.id);
    // What waits for a person may wait for days.
    if (memory.paused) continue;
    if (isBeingProved(memory) || kindOf(driver, step).reads === 1) nearEnd.add(step.id);
  }
  if (nearEnd.size === 0) return [];
  const isNearEnd = (id: string): boolean => nearEnd.has(id) || isOver(memoryOf(state, id).state);
  return state.run.plan.steps.filter(
    ({ id, after }) => memoryOf(state, id).state === 'pending' && after.every(isNearEnd),
  );
}

/** Whether the looks that prove the last steps are to prove the run as well. */
function isReportNear<P extends Provider>(state: RunState<P>, open: readonly PlannedStep<P>[]): boolean {
  if (open.length === 0 || state.run.plan.steps.some(({ id }) => memoryOf(state, id).state === 'pending'))
    return false;
  // What is put back takes a minute, and not the hours of an upgrade: these looks are few.
  return open.every((step) => step.phase === 'restore' || isBeingProved(memoryOf(state, step.id)));
}

/** What one step needs to decide, the comparison with the plan apart. */
export function ownNeeds<P extends Provider>(
  state: RunState<P>,
  step: PlannedStep<P>,
  driver: Driver<P>,
  policy: Policy,
): readonly P['need'][] {
  return kindOf(driver, step).needs(step, memoryOf(state, step.id), contextOf(state, policy));
}

/** What shows every member: for the report, and for the comparison before something is sent. */
export function needsOfMembers<P extends Provider>(
  { run: { plan } }: RunState<P>,
  driver: Driver<P>,
): readonly P['need'][] {
  return plan.members.flatMap((member) => driver.memberNeeds(member, plan));
}
