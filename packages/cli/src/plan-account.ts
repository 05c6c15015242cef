import type { Provider, StalePlanError, UpgradeError, UpgradePlan } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import type { LoadedProvider } from './session.ts';

/**
 * Refuses a plan of another account than the login's, where an instance of the same name is another instance. What
 * cannot be read here speaks for nothing: the run looks for itself.
 */
export async function refuseOtherAccount(
  { entry, upgrader }: LoadedProvider,
  plan: UpgradePlan<Provider>,
): Promise<Result<void, UpgradeError>> {
  const { arns } = entry;
  const before = plan.members.find(({ reference }) => reference === plan.reference)?.before['arn'];
  if (!arns || typeof before !== 'string') return ok();
  const instance = await upgrader.instance(plan.reference);
  if (instance.isErr() || instance.value.identity === undefined) return ok();
  const planned = arns.accountOf(before);
  const seen = arns.accountOf(instance.value.identity);
  return planned === seen ? ok() : err(otherAccount(plan.reference, planned, seen));
}

function otherAccount(reference: string, planned: string, seen: string): StalePlanError {
  return {
    kind: 'stale-plan',
    moved: [{ field: 'account', planned, seen }],
    message: `the plan is for ${reference} of account ${planned}, and this login is of account ${seen}; use a login of ${planned}, or make a new plan. Nothing was changed`,
  };
}
