import {
  blockingFindings,
  invalidInput,
  type Provider,
  type UpgradeError,
  type UpgradePlan,
  type UpgradeTask,
} from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { ask } from '../ask.ts';
import { driveRuns } from '../drive.ts';
import { exitCode } from '../exit-code.ts';
import { findRun } from '../find-run.ts';
import { providerOfRun } from '../provider-of-run.ts';
import { planText } from '../render/plan.ts';
import { report } from '../report.ts';
import type { LoadedProvider, Session } from '../session.ts';
import { type ApplyFlags, readPatience } from './apply.ts';
import { writeUpgradeResults } from './upgrade-results.ts';

/** Deletes the instance that a run has left without tasks, after an approval of its own. */
export async function cleanup(session: Session, id: string, flags: ApplyFlags): Promise<number> {
  const { io } = session;
  const patience = readPatience(flags);
  if (patience.isErr()) return report(session, patience.error);
  if (!flags.autoApprove && !io.inputIsTerminal) return report(session, cannotAsk);
  const found = await findRun(session, id).andThen((run) =>
    providerOfRun(session, run).andThen((loaded) =>
      loaded.upgrader.open(run.runId).map((task) => ({ loaded, task })),
    ),
  );
  if (found.isErr()) return report(session, found.error);
  const { loaded, task } = found.value;
  const plan = await planFor(loaded, task);
  if (plan.isErr()) return report(session, plan.error);
  io.stderr.write(`${planText(plan.value, session.styleOfProgress)}\n`);
  const { reference } = plan.value;
  if (!flags.autoApprove && !(await ask(io, `Delete ${reference} for good?`))) {
    io.stderr.write('Nothing was changed.\n');
    return exitCode.cancelled;
  }
  // Its findings were shown above; those that warn speak of the instance's life, which ends.
  const start = async (): Promise<Result<UpgradeTask<Provider>, UpgradeError>> =>
    loaded.upgrader.start(plan.value, { accept: 'all' });
  const driven = await driveRuns(session, [start], patience.value);
  return writeUpgradeResults(
    session,
    driven.map((one) => ({ reference, driven: one })),
  );
}

/** The old instance where it has no tasks; else the new one, where that run has made it and it has none. */
async function planFor(
  loaded: LoadedProvider,
  { handle, progress }: UpgradeTask<Provider>,
): Promise<Result<UpgradePlan<Provider>, UpgradeError>> {
  const { plan, id } = handle.run;
  const of = (role: string): string | undefined =>
    plan.members.find((member) => member.role === role)?.reference;
  const [old, made] = [of('old-instance'), of('new-instance')];
  if (old === undefined || made === undefined) return err(nothingToDelete(id));
  if (progress.state !== 'ended') return err(notOver(id));
  const first = await deletion(loaded, old, {});
  if (first.isErr() || !isBlocked(first.value)) return first;
  const second = await deletion(loaded, made, { cleanupOf: plan.id });
  if (second.isOk() && !isBlocked(second.value)) return second;
  return err(inUse([first.value, ...(second.isOk() ? [second.value] : [])]));
}

async function deletion(
  { upgrader }: LoadedProvider,
  reference: string,
  options: object,
): Promise<Result<UpgradePlan<Provider>, UpgradeError>> {
  const known = await upgrader.instance(reference);
  if (known.isErr()) return err(known.error);
  const to = known.value.version;
  const plan = await upgrader.plan({ reference, to, options: { strategy: 'cleanup', ...options } });
  return plan.isErr() ? err(plan.error) : ok(plan.value);
}

function isBlocked({ findings }: UpgradePlan<Provider>): boolean {
  return blockingFindings(findings, 'all').failed.length > 0;
}

const cannotAsk: UpgradeError = invalidInput(
  'auto-approve',
  'there is no terminal to ask on; add --auto-approve to delete what the run has left. Nothing was changed',
);

function nothingToDelete(runId: string): UpgradeError {
  const message = `run ${runId} left no instance behind: it was an upgrade in place. Nothing was changed`;
  return invalidInput('id', message);
}

function notOver(runId: string): UpgradeError {
  return invalidInput('id', `run ${runId} is not over yet; resume or cancel it first. Nothing was changed`);
}

function inUse(plans: readonly UpgradePlan<Provider>[]): UpgradeError {
  const failed = plans.flatMap(({ findings }) => blockingFindings(findings, 'all').failed);
  const why = failed.map(({ member, message }) => `${member} ${message}`).join('; ');
  return { kind: 'precondition', failed, unaccepted: [], message: `nothing can be deleted: ${why}` };
}
