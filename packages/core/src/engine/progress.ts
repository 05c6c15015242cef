import type { UpgradeError } from '../contract/errors.ts';
import type { UpgradeProgress } from '../contract/progress.ts';
import type { Provider } from '../contract/provider.ts';
import { handleFormatVersion, type UpgradeHandle } from '../contract/run.ts';
import { memoryOf, type RunState, reportStepId } from './run/state.ts';

/** Where a run stands, for people and programs. */
export function progressOf<P extends Provider>(
  state: RunState<P>,
  problem?: UpgradeError,
): UpgradeProgress<P> {
  const { run } = state;
  const steps = run.plan.steps.map((step) => {
    const memory = memoryOf(state, step.id);
    const { id, title, member, phase } = step;
    const reason = memory.reason === undefined ? {} : { reason: memory.reason };
    return { id, title, member, phase, state: memory.state, attempts: memory.attempts, ...reason };
  });
  const report = memoryOf(state, reportStepId);
  const waitingFor = steps
    .filter((step) => step.state === 'open')
    .map((step) => `${step.title}: ${step.reason ?? 'about to begin'}`);
  if (report.state === 'open') waitingFor.push(`Prove every member: ${report.reason ?? 'about to begin'}`);
  return {
    runId: run.id,
    state: run.state,
    steps,
    waitingFor,
    nextLookAt: run.nextLookAt,
    ...(problem ? { problem } : {}),
    ...(run.outcome ? { outcome: run.outcome } : {}),
  };
}

/** The handle of a run. */
export function handleOf<P extends Provider>(state: RunState<P>): UpgradeHandle<P> {
  return {
    format: 'engine-upgrader/handle',
    formatVersion: handleFormatVersion,
    provider: state.run.plan.provider,
    run: state.run,
    steps: state.memories,
  };
}
