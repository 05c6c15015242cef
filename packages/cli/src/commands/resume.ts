import {
  invalidInput,
  type Provider,
  providerOfDocument,
  type UpgradeError,
  type UpgradeTask,
} from '@engine-upgrader/core';
import { errAsync, type ResultAsync } from 'neverthrow';
import { driveRuns } from '../drive.ts';
import { findRun } from '../find-run.ts';
import { providerOfRun } from '../provider-of-run.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';
import { readPatience } from './apply.ts';
import { writeUpgradeResults } from './upgrade-results.ts';

/** Options of `resume`. */
export interface ResumeFlags {
  /** Commander's form of `--no-wait`. */
  readonly wait?: boolean;
  readonly timeout?: string;
}

/** Goes on with a run, by its id, by the beginning of it, or by a handle in a file. */
export async function resume(session: Session, text: string, flags: ResumeFlags): Promise<number> {
  const patience = readPatience(flags);
  if (patience.isErr()) return report(session, patience.error);
  const task = await taskOf(session, text);
  if (task.isErr()) return report(session, task.error);
  const { reference } = task.value.handle.run.plan;
  const driven = await driveRuns(session, [async () => task], patience.value);
  return writeUpgradeResults(
    session,
    driven.map((one) => ({ reference, driven: one })),
  );
}

function taskOf(session: Session, text: string): ResultAsync<UpgradeTask<Provider>, UpgradeError> {
  if (session.io.fileExists(text)) return taskOfFile(session, text);
  return findRun(session, text).andThen((run) =>
    providerOfRun(session, run).andThen(({ upgrader }) => upgrader.resume(run.runId)),
  );
}

function taskOfFile(session: Session, path: string): ResultAsync<UpgradeTask<Provider>, UpgradeError> {
  return session.io.readFile(path).andThen((text) => {
    const provider = providerOfDocument(text);
    if (provider === undefined) {
      const message = `${path} is no handle: it is no JSON, or it is cut short; give a run's id. Nothing was changed`;
      return errAsync(invalidInput('handle', message));
    }
    return session
      .provider(provider)
      .andThen(({ upgrader }) => upgrader.resume(text))
      .mapErr((error) =>
        error.kind === 'invalid-document' ? { ...error, message: `${path}: ${error.message}` } : error,
      );
  });
}
