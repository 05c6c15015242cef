import type { UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant } from '../contract/time.ts';
import { omit } from '../engine/omit.ts';
import type { RunState } from '../engine/run/state.ts';
import type { FleetInstanceRun, FleetRun } from './run.ts';

/** Times that a plan is made anew for an instance whose plan was stale at its turn. */
const mostReplans = 3;

/** What the run of an instance has come to. Pure. */
export function absorbRun(
  instance: FleetInstanceRun,
  { run }: RunState<Provider>,
  fleet: Pick<FleetRun, 'plan' | 'hold'>,
  hasHookAfter: boolean,
  now: Instant,
): FleetInstanceRun {
  const { outcome } = run;
  if (instance.state !== 'running' || instance.runId !== run.id || !outcome || run.state === 'running') {
    return instance;
  }
  const { error, todo, summary } = outcome;
  const kept = omit(instance, 'reason', 'error', 'todo');
  if (outcome.result === 'needs-operator') {
    return { ...kept, state: 'needs-operator', endedAt: now, reason: summary, todo, ...withError(error) };
  }
  const stale = outcome.result === 'failed' && error?.kind === 'stale-plan' && !run.touched;
  const stops = fleet.hold !== undefined && fleet.hold.hold !== 'paused';
  if (stale && fleet.plan.approval === 'transitions' && !stops && (kept.replanned ?? 0) < mostReplans) {
    return { ...omit(kept, 'runId'), replanned: (kept.replanned ?? 0) + 1, reason: summary };
  }
  const ended = { ...kept, reason: summary, ...withError(error), ...(todo.length > 0 ? { todo } : {}) };
  return hasHookAfter
    ? { ...ended, state: 'finishing', result: outcome.result }
    : { ...ended, state: outcome.result, endedAt: now };
}

/** An instance that could not be started. Pure. */
export function notStarted(instance: FleetInstanceRun, error: UpgradeError, now: Instant): FleetInstanceRun {
  return { ...omit(instance, 'hook'), state: 'failed', endedAt: now, reason: error.message, error };
}

/** An instance whose account cannot be reached any more: its run goes on once the login is mended. Pure. */
export function outOfReach(instance: FleetInstanceRun, error: UpgradeError, now: Instant): FleetInstanceRun {
  const todo = ['mend the login of this account, then resume'];
  return { ...instance, state: 'needs-operator', endedAt: now, reason: error.message, error, todo };
}

function withError(error: UpgradeError | undefined): { error?: UpgradeError } {
  return error ? { error } : {};
}
