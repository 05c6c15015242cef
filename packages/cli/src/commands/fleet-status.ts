import type { RunSummary, UpgradeError } from '@engine-upgrader/core';
import { createFleet, type FleetProgress } from '@engine-upgrader/core/fleet';
import { err, ok, type Result } from 'neverthrow';
import { exitCode } from '../exit-code.ts';
import { fleetResume } from '../fleet/drive-fleet.ts';
import { summaryText } from '../fleet/render/summary-text.ts';
import { findFleet, fleetRuns } from '../fleet/stored-fleet.ts';
import { withReasons } from '../fleet/reasons.ts';
import { writeResults } from '../render/results.ts';
import type { Style } from '../render/style.ts';
import { table } from '../render/table.ts';
import { instant } from '../render/time.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';

/** Shows the fleet runs in the state file, or one of them: waves, counts, what went wrong, what is under way. Reads only. */
export async function fleetStatus(session: Session, id: string | undefined): Promise<number> {
  const { io, settings, style } = session;
  if (id === undefined) {
    const runs = await listed(session);
    if (runs.isErr()) return report(session, runs.error);
    const shown = runs.value.map(forPrograms);
    writeResults(io, settings.output, shown, () => listText(runs.value, style));
    return exitCode.done;
  }
  const progress = await oneFleet(session, id);
  if (progress.isErr()) return report(session, progress.error);
  const { instances } = progress.value;
  writeResults(io, settings.output, settings.output === 'ndjson' ? instances : progress.value, () =>
    summaryText(progress.value, style),
  );
  if (progress.value.state !== 'ended') {
    io.stderr.write(`To go on: ${fleetResume(session, progress.value.fleetRunId)}\n`);
  }
  return exitCode.done;
}

async function listed(session: Session): Promise<Result<readonly RunSummary[], UpgradeError>> {
  // Looking makes no state file.
  if (!session.io.fileExists(session.settings.stateFile)) return ok([]);
  const store = await session.store();
  return store.isErr() ? err(store.error) : fleetRuns(store.value);
}

async function oneFleet(session: Session, id: string): Promise<Result<FleetProgress, UpgradeError>> {
  const found = await findFleet(session, id);
  if (found.isErr()) return err(found.error);
  const { store, summary } = found.value;
  const task = await createFleet({ sources: [], store, clock: session.io.clock }).open(summary.runId);
  return task.isErr() ? err(task.error) : ok(await withReasons(session, task.value.progress));
}

function forPrograms({ runId, planId, reference, to, state, createdAt, nextLookAt }: RunSummary): object {
  return { id: runId, planId, name: reference, to, state: stateOf({ state }), createdAt, nextLookAt };
}

function listText(runs: readonly RunSummary[], style: Style): string {
  if (runs.length === 0) return 'No fleet runs.\n';
  const rows = runs.map(({ runId, reference, to, state, createdAt }) => [
    runId,
    reference,
    to,
    stateOf({ state }),
    instant(createdAt),
  ]);
  return table(['id', 'name', 'to', 'state', 'started'], rows, style);
}

/** A fleet run that only a person can take further has stopped. */
function stateOf({ state }: Pick<RunSummary, 'state'>): FleetProgress['state'] {
  return state === 'needs-operator' ? 'stopped' : state;
}
