import type { Driver } from '../../contract/driver.ts';
import type { StalePlanError } from '../../contract/errors.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { memoryOf, type RunState } from './state.ts';

/** Whether the world is still as the plan saw it, in all that the run has not changed itself. */
export type Drift =
  | { readonly drift: 'none' }
  | { readonly drift: 'not-looked' }
  /** As planned, but not at rest: nothing is begun while a member changes. */
  | { readonly drift: 'unsettled'; readonly reason: string }
  | { readonly drift: 'moved'; readonly error: StalePlanError };

/**
 * Compares the plan's fingerprint with a snapshot. Fields that steps of this run change are left out once they may have.
 *
 * @param idle a step whose effect the snapshot shows not to have begun: what it would change, others have changed
 */
export function driftOf<P extends Provider>(
  state: RunState<P>,
  snapshot: Snapshot<P>,
  driver: Driver<P>,
  idle?: string,
): Drift {
  const { plan } = state.run;
  const ownChanges = new Set(
    plan.steps.flatMap(({ id, changes }) => (id !== idle && mayHaveChanged(state, id) ? changes : [])),
  );
  const seen: Record<string, string | number | boolean> = {};
  let unsettled: string | undefined;
  for (const member of plan.members) {
    const view = driver.view(member, snapshot);
    if (view.sight === 'not-looked') return { drift: 'not-looked' };
    if (view.sight === 'absent') continue;
    if (!view.value.settled) unsettled ??= member.reference;
    for (const [field, value] of Object.entries(view.value.fingerprint)) {
      seen[`${member.reference}#${field}`] = value;
    }
  }
  const fields = new Set([...Object.keys(plan.fingerprint), ...Object.keys(seen)]);
  const moved = [...fields]
    .filter((field) => !ownChanges.has(field) && plan.fingerprint[field] !== seen[field])
    .map((field) => ({
      field,
      planned: String(plan.fingerprint[field] ?? '(absent)'),
      seen: String(seen[field] ?? '(absent)'),
    }));
  if (moved.length === 0) {
    // Later on members change by this run's own doing, and each step looks at its own.
    if (state.run.touched || unsettled === undefined) return { drift: 'none' };
    return { drift: 'unsettled', reason: `${unsettled} is still changing` };
  }
  return { drift: 'moved', error: staleError(moved, state.run.touched) };
}

function mayHaveChanged<P extends Provider>(state: RunState<P>, stepId: string): boolean {
  // Before the first mutation nothing can be this run's own doing.
  if (!state.run.touched) return false;
  const memory = memoryOf(state, stepId);
  return memory.intent !== undefined || memory.state === 'done' || memory.state === 'passed';
}

function staleError(moved: StalePlanError['moved'], touched: boolean): StalePlanError {
  const shown = moved.slice(0, 3).map(({ field, planned, seen }) => `${field} was ${planned}, is ${seen}`);
  const what = [...shown, ...(moved.length > 3 ? [`and ${moved.length - 3} more`] : [])].join('; ');
  const then = touched ? 'nothing more was begun' : 'nothing was changed';
  return { kind: 'stale-plan', moved, message: `no longer as planned: ${what}; ${then}. Make a new plan` };
}
