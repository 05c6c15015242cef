import type { StoreError } from '../contract/errors.ts';
import { storeError } from './fault.ts';
import type { Row, RunChange, StoredRun } from './store.ts';

/**
 * Says what is wrong with changes that no state of a store could make right: two changes of one run (the
 * answer names runs, so it could not tell them apart), or a summary of another run, plan or scope.
 */
export function faultInChanges(
  changes: readonly RunChange[],
  summaryOf: (runId: string) => StoredIdentity | undefined,
): StoreError | undefined {
  if (changes.length > 1 && new Set(changes.map((change) => change.runId)).size < changes.length) {
    return storeError('failed', 'two changes of one run in one save; nothing was saved');
  }
  const foreign = changes.find((change) => renames(change, summaryOf(change.runId)));
  return foreign && storeError('failed', `a save may not rename run ${foreign.runId}; nothing was saved`);
}

/** What a run keeps for its life. */
export type StoredIdentity = Pick<StoredRun['summary'], 'planId' | 'scope' | 'createdAt'>;

function renames(change: RunChange, stored: StoredIdentity | undefined): boolean {
  const summary = change.run?.summary;
  if (!summary || !stored) return false;
  return (
    summary.runId !== change.runId ||
    summary.planId !== stored.planId ||
    summary.scope !== stored.scope ||
    summary.createdAt !== stored.createdAt
  );
}

/** The run with the change, or nothing when a row has moved on since the change was decided. */
export function applyChange(stored: StoredRun, change: RunChange): StoredRun | undefined {
  if (change.run && change.run.revision !== stored.run.revision) return undefined;
  const steps: [string, Row][] = [];
  for (const [id, step] of Object.entries(change.steps)) {
    const before = Object.hasOwn(stored.steps, id) ? stored.steps[id] : undefined;
    if (before?.revision !== step.revision) return undefined;
    steps.push([id, { revision: step.revision + 1, text: step.text }]);
  }
  const wishes = { ...stored.wishes };
  for (const wish of change.granted) delete wishes[wish];
  return {
    summary: change.run ? { ...change.run.summary } : stored.summary,
    run: change.run ? { revision: change.run.revision + 1, text: change.run.text } : stored.run,
    steps: steps.length > 0 ? { ...stored.steps, ...Object.fromEntries(steps) } : stored.steps,
    wishes,
  };
}
