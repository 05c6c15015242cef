import type { UpgradeError } from '../contract/errors.ts';
import type { StepProgress, UpgradeProgress } from '../contract/progress.ts';
import type { Provider } from '../contract/provider.ts';
import { handleFormatVersion, type Run, type UpgradeHandle } from '../contract/run.ts';
import { memoryOf, type RunState, reportStepId } from './run/state.ts';

/** Where a run stands, for people and programs. */
export function progressOf<P extends Provider>(
  state: RunState<P>,
  problem?: UpgradeError,
): UpgradeProgress<P> {
  const { run } = state;
  const shown = [...run.plan.steps, reportStep(run)];
  const steps = shown.map(({ id, title, member, phase }) => {
    const { state: stands, attempts, reason } = memoryOf(state, id);
    return { id, title, member, phase, state: stands, attempts, ...(reason === undefined ? {} : { reason }) };
  });
  const waitingFor = steps
    .filter((step) => step.state === 'open')
    .map((step) => `${step.title}: ${step.reason ?? 'about to begin'}`);
  const open = Object.values(state.memories).filter((memory) => memory.state === 'open');
  const pause = open.every((memory) => memory.paused) ? open[0]?.reason : undefined;
  return {
    runId: run.id,
    state: run.state,
    steps,
    waitingFor,
    ...(pause === undefined ? {} : { paused: pause }),
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

/** The last step of every run, which no plan has. */
function reportStep<P extends Provider>({
  plan,
}: Run<P>): Pick<StepProgress, 'id' | 'title' | 'member' | 'phase'> {
  return { id: reportStepId, title: 'prove every member', member: plan.reference, phase: 'restore' };
}
