import type { RunSummary } from './store.ts';

/** Groups due runs by scope. The order of the runs is kept, and a scope stands where its first run stood. */
export function groupByScope(
  summaries: Iterable<Pick<RunSummary, 'runId' | 'scope'>>,
): { scope: string; runIds: string[] }[] {
  const scopes = new Map<string, string[]>();
  for (const { scope, runId } of summaries) {
    const runIds = scopes.get(scope);
    if (runIds) runIds.push(runId);
    else scopes.set(scope, [runId]);
  }
  return Array.from(scopes, ([scope, runIds]) => ({ scope, runIds }));
}
