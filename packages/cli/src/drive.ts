import type {
  Milliseconds,
  Provider,
  UpgradeError,
  UpgradeOutcome,
  UpgradePlan,
  UpgradeProgress,
  UpgradeTask,
} from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { type Display, openDisplay } from './render/display.ts';
import { heldState, watchHeldState } from './held-state.ts';
import type { ShownRun } from './render/progress.ts';
import { resumeCommand } from './render/resume-command.ts';
import type { Session } from './session.ts';
import { sideBySide } from './side-by-side.ts';

/** How many runs are driven at the same time. */
const runsAtOnce = 16;

/** How long to drive a run. */
export interface Patience {
  /** Only until the first change is sent. */
  readonly noWait: boolean;
  readonly timeout?: Milliseconds;
}

/** What came of driving a run: its outcome, or why it was left. */
export type Driven = Result<UpgradeOutcome<Provider>, UpgradeError>;

type Task = UpgradeTask<Provider>;

/**
 * Drives runs side by side, each by itself, with live progress. Ctrl-C leaves them at a safe point.
 *
 * @param starts each starts or resumes one run, when its turn comes
 */
export async function driveRuns(
  session: Session,
  starts: readonly (() => Promise<Result<Task, UpgradeError>>)[],
  patience: Patience,
): Promise<readonly Driven[]> {
  const display = openDisplay(session.io, session.styleOfProgress);
  const under = new Set<string>();
  const stopping = '\nStopping at the next safe point; Ctrl-C again leaves at once, and nothing is lost.\n';
  const left = (): string =>
    [...under].map((runId) => `To go on: ${resumeCommand(runId, session.settings)}\n`).join('');
  try {
    return await session.interrupt.hold({ stopping, left }, (signal) =>
      sideBySide(starts, runsAtOnce, async (start): Promise<Driven> => {
        if (signal.aborted) return err(notStarted);
        const task = await start();
        if (task.isErr()) return err(task.error);
        under.add(task.value.handle.run.id);
        return drive(session, task.value, patience, display, signal);
      }),
    );
  } finally {
    display.close();
  }
}

const notStarted: UpgradeError = {
  kind: 'still-running',
  cause: 'aborted',
  runId: '',
  message: 'not started: it was interrupted before',
};

async function drive(
  session: Session,
  task: Task,
  { noWait, timeout }: Patience,
  display: Display,
  signal: AbortSignal,
): Promise<Driven> {
  const run = shownRun(task);
  display.update(run, task.progress);
  const onProgress = (progress: UpgradeProgress<Provider>): void => display.update(run, progress);
  if (noWait) return untilSent(session, task, onProgress, signal);
  const held = watchHeldState(session.io.clock);
  const ended = await task.wait({
    signal: AbortSignal.any([signal, held.tooLong]),
    onProgress(progress) {
      onProgress(progress);
      held.look(progress);
    },
    ...(timeout === undefined ? {} : { timeout }),
  });
  const gaveUp = ended.isErr() && held.tooLong.aborted && !signal.aborted;
  return gaveUp ? err(heldState(session.settings, run.runId)) : ended;
}

/** What is shown of a task's run. */
export function shownRun(task: Task): ShownRun {
  const { id, plan } = task.handle.run;
  const { reference, from, to }: UpgradePlan<Provider> = plan;
  return { runId: id, reference, from, to };
}

/** Advances until a change was sent, or the run is over without one. */
async function untilSent(
  session: Session,
  task: Task,
  onProgress: (progress: UpgradeProgress<Provider>) => void,
  signal: AbortSignal,
): Promise<Driven> {
  const { clock } = session.io;
  for (;;) {
    const advanced = await task.advance();
    if (advanced.isErr()) return err(advanced.error);
    const { problem, outcome, state, nextLookAt, runId } = advanced.value;
    onProgress(advanced.value);
    if (outcome && state !== 'running') return ok(outcome);
    if (problem?.kind === 'credentials') return err(problem);
    const left = (cause: 'timeout' | 'aborted', why: string): Driven =>
      err({ kind: 'still-running', cause, runId, message: `${why}; run ${runId} goes on with resume` });
    if (signal.aborted) return left('aborted', 'waiting was stopped');
    if (wasSent(task)) return left('timeout', 'the first change is sent');
    await clock.sleep(Math.max(0, nextLookAt - clock.now()), signal);
  }
}

function wasSent(task: Task): boolean {
  return Object.values(task.handle.steps).some((step) => step.answer !== undefined);
}
