import { invalidInput, type RunSummary, type UpgradeError } from '@engine-upgrader/core';
import { err, errAsync, ok, type Result, type ResultAsync } from 'neverthrow';
import { isFleetRun } from './fleet/is-fleet-run.ts';
import type { Session } from './session.ts';

/** The fewest characters that an id may be shortened to. */
const shortest = 4;

/** Finds a run by its id, or by the beginning of it that no other run has. Looking makes no state file. */
export function findRun(session: Session, text: string): ResultAsync<RunSummary, UpgradeError> {
  const { stateFile } = session.settings;
  if (stateFile !== '' && !session.io.fileExists(stateFile)) return errAsync(noStateFile(stateFile, text));
  return session
    .store()
    .andThen((store) => store.list())
    .andThen((runs) => chooseRun(runs, text, `state file ${stateFile}`).andThen(refuseFleet));
}

function noStateFile(path: string, text: string): UpgradeError {
  const message = `no run "${text.slice(0, 80)}": there is no state file ${path}; give the one it was started with by --state. Nothing was changed`;
  return { kind: 'store', cause: 'no-such-run', message };
}

function refuseFleet(run: RunSummary): Result<RunSummary, UpgradeError> {
  if (!isFleetRun(run)) return ok(run);
  const message = `run ${run.runId} is a fleet's; the commands for it are \`fleet status\`, \`fleet resume\` and their like. Nothing was changed`;
  return err(invalidInput('id', message));
}

/**
 * Chooses the run that an id, or the beginning of one, names. Pure.
 *
 * @param place where the runs are, for the error
 */
export function chooseRun(
  runs: readonly RunSummary[],
  text: string,
  place = 'this state file',
): Result<RunSummary, UpgradeError> {
  const exact = runs.find((run) => run.runId === text);
  if (exact) return ok(exact);
  if (text.length < shortest) {
    return err(
      invalidInput('id', `"${text}" is too short for an id; give at least ${shortest} characters of it`),
    );
  }
  const matching = runs.filter((run) => run.runId.startsWith(text));
  const [only] = matching;
  if (only && matching.length === 1) return ok(only);
  if (only) {
    const ids = matching.map((run) => run.runId).join(', ');
    return err(invalidInput('id', `"${text}" is the beginning of ${matching.length} ids: ${ids}`));
  }
  const message = `no run "${text.slice(0, 80)}" in ${place}; \`engine-upgrader status\` shows those there are. Nothing was changed`;
  return err({ kind: 'store', cause: 'no-such-run', message });
}
