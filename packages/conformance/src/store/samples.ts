import assert from 'node:assert/strict';
import type { Lease, NewRun, RunChange, RunSummary, Store } from '@engine-upgrader/core';
import type { ResultAsync } from 'neverthrow';

/** The value of a result that must not be an error. */
export async function must<T>(result: ResultAsync<T, { readonly message: string }>): Promise<T> {
  const settled = await result;
  if (settled.isErr()) assert.fail(`expected a value, got an error: ${settled.error.message}`);
  return settled.value;
}

/** A run's summary; the plan's id follows from the run's. */
export function summary(runId: string, fields: Partial<RunSummary> = {}): RunSummary {
  return {
    runId,
    planId: `plan-of-${runId}`,
    provider: 'example',
    reference: `example://north/${runId}`,
    from: '1.0',
    to: '2.0',
    scope: 'north',
    state: 'running',
    createdAt: 1_000,
    nextLookAt: 2_000,
    ...fields,
  };
}

/** A new run with two steps and one claim. */
export function newRun(runId: string, fields: Partial<RunSummary> = {}, claims?: readonly string[]): NewRun {
  return {
    summary: summary(runId, fields),
    plan: JSON.stringify({ planOf: runId }),
    run: JSON.stringify({ run: runId }),
    steps: { first: '{"state":"open"}', second: '{"state":"pending"}' },
    claims: claims ?? [`example://north/${runId}`],
  };
}

/** A change of nothing, to be filled in. */
export function change(runId: string, fields: Partial<RunChange> = {}): RunChange {
  return { runId, steps: {}, granted: [], releaseClaims: false, ...fields };
}

/** Takes a lease that must be free: by default of the scope `north`, from 0 to 1,000. */
export async function hold(store: Store, scope = 'north', now = 0, duration = 1_000): Promise<Lease> {
  const answer = await must(store.acquire(scope, 'holder', duration, now));
  if (!answer.acquired) assert.fail(`the lease of ${scope} should be free; ${answer.owner} has it`);
  return answer.lease;
}
