import type { Provider, StepProgress, UpgradeProgress } from '@engine-upgrader/core';
import type { Style } from './style.ts';
import { stepMark } from './step-mark.ts';

/** What is shown of a run under way: what it is, and where it stands. */
export interface ShownRun {
  readonly runId: string;
  readonly reference: string;
  readonly from: string;
  readonly to: string;
}

/** A run, a line for each step. */
export function progressLines(run: ShownRun, progress: UpgradeProgress<Provider>, style: Style): string[] {
  const { reference, from, to, runId } = run;
  const steps = progress.steps.map((step) => `  ${stepLine(step, style)}`);
  return [
    `${style.bold(reference)}  ${from} → ${to}  ${style.dim(`run ${runId}`)}`,
    ...steps,
    ...(progress.problem ? [`  ${style.yellow(`! ${progress.problem.message}`)}`] : []),
  ];
}

/** A run in one line: how far it is, and what it waits for. */
export function summaryLine(run: ShownRun, progress: UpgradeProgress<Provider>, style: Style): string {
  const over = progress.steps.filter((step) => step.state !== 'open' && step.state !== 'pending').length;
  const [first = ''] = progress.waitingFor;
  const waits = style.dim(first);
  return `${style.bold(run.reference)}  ${run.from} → ${run.to}  ${over}/${progress.steps.length}  ${waits}`;
}

/** One step: its sign, its title, and why it is as it is. */
export function stepLine(step: StepProgress, style: Style): string {
  const reason = step.state === 'pending' ? undefined : step.reason;
  return `${stepMark(step.state, style)} ${step.title}${reason === undefined ? '' : style.dim(`  ${reason}`)}`;
}
