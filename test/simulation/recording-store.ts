import { createMemoryStore, type RunChange, type Store } from '@engine-upgrader/core';
import { tapped } from './tapped.ts';

/** A store that shows what it really has of the one run of a simulation. */
export interface RecordingStore {
  readonly store: Store;
  readonly runId: () => string;
  /** The text of the run's own row; empty while there is no run. */
  readonly run: () => string;
  /** The text of each step's row. */
  readonly steps: ReadonlyMap<string, string>;
}

/** A memory store that remembers what was really stored, and tells of each change of the run. */
export function recordingStore(told: (change: RunChange) => void): RecordingStore {
  const store = createMemoryStore();
  const steps = new Map<string, string>();
  let run = '';
  let runId = '';
  return {
    runId: () => runId,
    run: () => run,
    steps,
    store: {
      ...store,
      insert: (row) =>
        tapped(store.insert(row), ({ inserted }) => {
          if (!inserted) return;
          runId = row.summary.runId;
          run = row.run;
          for (const [id, text] of Object.entries(row.steps)) steps.set(id, text);
        }),
      save: (changes, lease, now) =>
        tapped(store.save(changes, lease, now), (saved) => {
          for (const change of changes) {
            if (!saved.includes(change.runId)) continue;
            run = change.run?.text ?? run;
            for (const [id, { text }] of Object.entries(change.steps)) steps.set(id, text);
            told(change);
          }
        }),
    },
  };
}
