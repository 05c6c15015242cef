import { err, ok, type Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant } from '../contract/time.ts';
import type { StoredRun } from '../store/store.ts';
import type { Engine } from './engine.ts';
import type { RunState } from './run/state.ts';

/** A run under way: as stored, and what that means. */
export interface InHand<P extends Provider> {
  stored: StoredRun;
  /** May be ahead of what is stored by when somebody looked. */
  state: RunState<P>;
  /** When it was loaded or last saved. */
  savedAt?: Instant;
  /** A change of it was not saved: it has to be loaded again. */
  lost?: true;
}

/** Loads runs by id; unknown ids are left out. */
export async function loadRuns<P extends Provider>(
  { store, rows }: Engine<P>,
  runIds: readonly string[],
): Promise<Result<readonly InHand<P>[], StoreError>> {
  const loaded = await store.load(runIds);
  if (loaded.isErr()) return err(loaded.error);
  const missing = rows.withoutPlan(loaded.value.map(({ summary }) => summary.runId));
  if (missing.length > 0) {
    const plans = await store.plans(missing);
    if (plans.isErr()) return err(plans.error);
    rows.learnPlans(plans.value);
  }
  const inHand: InHand<P>[] = [];
  for (const stored of loaded.value) {
    const state = rows.read(stored);
    if (state.isErr()) return err(state.error);
    inHand.push({ stored, state: state.value });
  }
  return ok(inHand);
}
