import type { ClaimedError, Store, UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { isFleetRun } from './fleet/is-fleet-run.ts';
import type { Session } from './session.ts';

/**
 * Looks for a run in the state file that has an instance and has not ended. Asked before a plan is made: a plan in
 * the middle of another run's upgrade would only say that the instance is busy.
 */
export async function refuseClaimed(
  session: Session,
  store: Store,
  reference: string,
): Promise<Result<void, UpgradeError>> {
  const runs = await store.list();
  if (runs.isErr()) return err(runs.error);
  for (const summary of runs.value) {
    const { runId, provider, state } = summary;
    if (state === 'ended' || isFleetRun(summary)) continue;
    const task = await session.provider(provider).andThen(({ upgrader }) => upgrader.open(runId));
    if (task.isErr()) return err(task.error);
    const { members } = task.value.handle.run.plan;
    if (members.some((member) => member.reference === reference)) return err(claimed(reference, runId));
  }
  return ok();
}

function claimed(reference: string, runId: string): ClaimedError {
  const message = `${reference} is being upgraded already by run ${runId}; resume or cancel that run. Nothing was changed`;
  return { kind: 'claimed', claims: [{ member: reference, runId }], message };
}
