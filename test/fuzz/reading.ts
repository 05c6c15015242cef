import type { EngineUpgrader, Provider, UpgradeError, UpgradePlan } from '@engine-upgrader/core';
import type { ReadName } from './clouds.ts';

/** What a reading function gave. */
export interface Reading {
  readonly errors: readonly UpgradeError[];
  readonly plan?: UpgradePlan<Provider>;
}

/** Calls a reading function of the API, and reads a listing to its end. */
export async function readingOf(
  upgrader: EngineUpgrader<Provider>,
  name: ReadName,
  request: { readonly reference: string; readonly to: string },
): Promise<Reading> {
  if (name === 'instances') {
    const errors: UpgradeError[] = [];
    for await (const item of upgrader.instances()) if (item.isErr()) errors.push(item.error);
    return { errors };
  }
  if (name === 'plan') {
    const plan = await upgrader.plan(request);
    return plan.isOk() ? { errors: [], plan: plan.value } : { errors: [plan.error] };
  }
  const answer = await upgrader[name](request.reference);
  return { errors: answer.isErr() ? [answer.error] : [] };
}
