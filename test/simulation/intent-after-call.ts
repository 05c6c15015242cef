import type { RunChange, Store } from '@engine-upgrader/core';
import { ok, ResultAsync } from 'neverthrow';

/** Sabotage: stores an intent only when the answer to its call is there to be stored. */
export function intentAfterCall(store: Store): Store {
  const held = new Map<string, () => ReturnType<Store['save']>>();
  const saveOne = async (change: RunChange, ...rest: [Parameters<Store['save']>[1], number]) => {
    const waiting = held.get(change.runId);
    held.delete(change.runId);
    if (waiting) await waiting();
    if (!hasUnansweredIntent(change)) return store.save([change], ...rest);
    held.set(change.runId, () => store.save([change], ...rest));
    return ok([change.runId]);
  };
  return {
    ...store,
    save: (changes, lease, now) => {
      const save = async () => {
        const saved: string[] = [];
        for (const change of changes) {
          const result = await saveOne(change, lease, now);
          if (result.isErr()) return result;
          saved.push(...result.value);
        }
        return ok(saved);
      };
      return new ResultAsync(save());
    },
  };
}

function hasUnansweredIntent(change: RunChange): boolean {
  return Object.values(change.steps).some(
    ({ text }) => text.includes('"intent"') && !text.includes('"answer"'),
  );
}
