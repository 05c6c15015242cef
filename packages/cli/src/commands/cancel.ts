import { isOver, type Provider, type UpgradeError, type UpgradeTask } from '@engine-upgrader/core';
import { driveRuns } from '../drive.ts';
import { findRun } from '../find-run.ts';
import { providerOfRun } from '../provider-of-run.ts';
import { instant } from '../render/time.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';
import { readPatience } from './apply.ts';
import type { ResumeFlags } from './resume.ts';
import { writeUpgradeResults } from './upgrade-results.ts';

/** Asks a run to stop at the next safe point and to restore, and sees it through. */
export async function cancel(session: Session, id: string, flags: ResumeFlags): Promise<number> {
  const { io } = session;
  const patience = readPatience(flags);
  if (patience.isErr()) return report(session, patience.error);
  const opened = await findRun(session, id).andThen((run) =>
    providerOfRun(session, run).andThen(({ upgrader }) => upgrader.open(run.runId)),
  );
  if (opened.isErr()) return report(session, opened.error);
  const task = opened.value;
  if (task.progress.state === 'ended') return report(session, overAlready(task));
  const { reference } = task.handle.run.plan;
  const cancelled = await task.cancel();
  if (cancelled.isErr()) return report(session, cancelled.error);
  for (const line of beyondRecall(task)) io.stderr.write(`Can no longer be undone: ${line}\n`);
  const { noWait, timeout } = patience.value;
  const limit = noWait ? 1 : timeout;
  const limited = { noWait: false, ...(limit === undefined ? {} : { timeout: limit }) };
  const driven = await driveRuns(session, [async () => opened], limited);
  return writeUpgradeResults(
    session,
    driven.map((one) => ({ reference, driven: one })),
  );
}

function overAlready(task: UpgradeTask<Provider>): UpgradeError {
  const { outcome } = task.progress;
  const { id } = task.handle.run;
  return {
    kind: 'invalid-input',
    input: 'id',
    message: `run ${id} is over already: ${outcome?.summary ?? 'it ended'}. Nothing was changed`,
  };
}

/** What was accepted and is not over: it happens whether or not the run goes on. Pure. */
export function beyondRecall({ handle }: Pick<UpgradeTask<Provider>, 'handle'>): string[] {
  return handle.run.plan.steps.flatMap((step) => {
    const memory = handle.steps[step.id];
    const sent = memory?.answer?.answer === 'accepted' || memory?.answer?.answer === 'unknown';
    if (!memory?.intent || !sent || isOver(memory.state)) return [];
    const { effect } = memory.intent;
    const when =
      effect && !memory.begun
        ? `already queued; will happen between ${instant(effect.from)} and ${instant(effect.until)}`
        : 'already under way';
    return [`${step.title}: ${when}`];
  });
}
