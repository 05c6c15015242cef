import type { RunSummary, UpgradeError, UpgradeProgress, UpgradeTask, Provider } from '@engine-upgrader/core';
import { err, ok, okAsync, type Result, type ResultAsync } from 'neverthrow';
import { exitCode } from '../exit-code.ts';
import { findRun } from '../find-run.ts';
import { isFleetRun } from '../fleet/is-fleet-run.ts';
import { outcomeText } from '../render/outcome.ts';
import { progressLines } from '../render/progress.ts';
import { resumeCommand } from '../render/resume-command.ts';
import { writeResults } from '../render/results.ts';
import type { Style } from '../render/style.ts';
import { table } from '../render/table.ts';
import { instant } from '../render/time.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';

/** A run as `status` shows it. */
interface ShownStatus {
  readonly summary: RunSummary;
  readonly progress: UpgradeProgress<Provider>;
}

/** Shows the runs in the state file, or one of them step by step. Reads only. */
export async function status(session: Session, id: string | undefined): Promise<number> {
  const { io, settings, style } = session;
  const runs = await readRuns(session, id);
  if (runs.isErr()) return report(session, runs.error);
  writeResults(io, settings.output, runs.value.map(forPrograms), () => {
    const [first] = runs.value;
    if (!first) return 'No runs.\n';
    return id === undefined ? listText(runs.value, style) : runText(first, session);
  });
  return exitCode.done;
}

async function readRuns(
  session: Session,
  id: string | undefined,
): Promise<Result<ShownStatus[], UpgradeError>> {
  const summaries = await (id === undefined
    ? allRuns(session)
    : findRun(session, id).map((summary): readonly RunSummary[] => [summary]));
  if (summaries.isErr()) return err(summaries.error);
  const shown: ShownStatus[] = [];
  for (const summary of summaries.value) {
    const task = await openTask(session, summary);
    if (task.isErr()) return err(task.error);
    shown.push({ summary, progress: task.value.progress });
  }
  return ok(shown);
}

function allRuns(session: Session): ResultAsync<readonly RunSummary[], UpgradeError> {
  // Looking makes no state file.
  if (!session.io.fileExists(session.settings.stateFile)) return okAsync([]);
  return session
    .store()
    .andThen((store) => store.list())
    .map((all) => all.filter((run) => !isFleetRun(run)));
}

function openTask(
  session: Session,
  { provider, runId }: RunSummary,
): PromiseLike<Result<UpgradeTask<Provider>, UpgradeError>> {
  return session.provider(provider).andThen(({ upgrader }) => upgrader.open(runId));
}

function forPrograms({ summary, progress }: ShownStatus): object {
  const { runId, ...rest } = summary;
  const { steps, waitingFor, outcome } = progress;
  return { id: runId, ...rest, steps, waitingFor, ...(outcome ? { outcome } : {}) };
}

function listText(runs: readonly ShownStatus[], style: Style): string {
  const rows = runs.map(({ summary, progress }) => [
    summary.runId,
    summary.reference,
    `${summary.from} → ${summary.to}`,
    stateWord(summary, style),
    instant(summary.createdAt),
    waitLine(progress),
  ]);
  return table(['id', 'reference', 'versions', 'state', 'started', 'waits for'], rows, style);
}

function stateWord({ state, result }: RunSummary, style: Style): string {
  const word = result ?? state;
  if (word === 'succeeded') return style.green(word);
  return word === 'running' ? style.cyan(word) : style.yellow(word);
}

function waitLine({ state, waitingFor, outcome }: UpgradeProgress<Provider>): string {
  if (state === 'needs-operator') return outcome?.todo.join('; ') ?? '';
  const [first = '', ...others] = waitingFor;
  return others.length === 0 ? first : `${first} (and ${others.length} more)`;
}

function runText({ summary, progress }: ShownStatus, session: Session): string {
  const { style, settings } = session;
  if (progress.outcome) return outcomeText(progress.outcome, style);
  return [
    ...progressLines(summary, progress, style),
    `next look at ${instant(progress.nextLookAt)}`,
    `to go on: ${resumeCommand(summary.runId, settings, progress.paused === undefined ? 'resume' : 'continue')}`,
    '',
  ].join('\n');
}
