import type { UpgradeError } from '@engine-upgrader/core';
import { invalidInput } from '@engine-upgrader/core';
import { driveRuns } from '../drive.ts';
import { findRun } from '../find-run.ts';
import { providerOfRun } from '../provider-of-run.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';
import { readPatience } from './apply.ts';
import type { ResumeFlags } from './resume.ts';
import { writeUpgradeResults } from './upgrade-results.ts';

/** Ends the pause that a run is in, and drives it on. */
export async function continueRun(session: Session, id: string, flags: ResumeFlags): Promise<number> {
  const patience = readPatience(flags);
  if (patience.isErr()) return report(session, patience.error);
  const opened = await findRun(session, id).andThen((run) =>
    providerOfRun(session, run).andThen(({ upgrader }) => upgrader.open(run.runId)),
  );
  if (opened.isErr()) return report(session, opened.error);
  const task = opened.value;
  if (task.progress.paused === undefined) return report(session, notPaused(task.handle.run.id));
  const continued = await task.continue();
  if (continued.isErr()) return report(session, continued.error);
  const { reference } = task.handle.run.plan;
  const driven = await driveRuns(session, [async () => opened], patience.value);
  return writeUpgradeResults(
    session,
    driven.map((one) => ({ reference, driven: one })),
  );
}

function notPaused(runId: string): UpgradeError {
  const message = `run ${runId} is not paused; resume goes on with a run that was left. Nothing was changed`;
  return invalidInput('id', message);
}
