import { isOver, type StepMemory } from '../../contract/memory.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Run } from '../../contract/run.ts';

/** A run with the memories of its steps: everything that is decided is decided from this and a snapshot. */
export interface RunState<P extends Provider> {
  readonly run: Run<P>;
  readonly memories: Readonly<Record<string, StepMemory<P>>>;
}

/** The id of the last step, which every run has: it compares the end with what was wanted. */
export const reportStepId = 'report';

/** The memory of a step that surely is there. */
export function memoryOf<P extends Provider>(state: RunState<P>, stepId: string): StepMemory<P> {
  const memory = state.memories[stepId];
  if (!memory) throw new Error(`no memory of step ${stepId}`);
  return memory;
}

/** Steps of the plan that are open. */
export function openSteps<P extends Provider>(state: RunState<P>): readonly PlannedStep<P>[] {
  return state.run.plan.steps.filter((step) => memoryOf(state, step.id).state === 'open');
}

/** Whether forward steps begin nothing any more: a cancel, or a step that failed or needs an operator. */
export function isHalting<P extends Provider>(state: RunState<P>): boolean {
  const ends = Object.values(state.memories).map((memory) => memory.state);
  return state.run.cancelRequestedAt !== undefined || ends.includes('failed') || ends.includes('operator');
}

/** Whether all steps of the plan are over. */
export function allOver<P extends Provider>(state: RunState<P>): boolean {
  return state.run.plan.steps.every((step) => isOver(memoryOf(state, step.id).state));
}
