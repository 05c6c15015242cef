import type { Driver, StepContext, StepKind } from '../../contract/driver.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Policy } from '../policy.ts';
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

/** Everything that the open steps need to be looked at, each thing once. */
export function needsOf<P extends Provider>(
  state: RunState<P>,
  driver: Driver<P>,
  policy: Policy,
): readonly P['need'][] {
  const open = openSteps(state);
  const needs = open.flatMap((step) => ownNeeds(state, step, driver, policy));
  const reporting = memoryOf(state, reportStepId).state === 'open';
  if (reporting || open.some((step) => maySend(state, step, kindOf(driver, step)))) {
    needs.push(...needsOfMembers(state, driver));
  }
  return [...new Map(needs.map((need) => [need.key, need])).values()];
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
