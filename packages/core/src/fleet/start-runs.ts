import type { Result } from 'neverthrow';
import type { StoreError, UpgradeError } from '../contract/errors.ts';
import type { Clock } from '../contract/ports.ts';
import type { Store, Wish } from '../store/store.ts';
import { notStarted } from './absorb.ts';
import type { OutlinedInstance } from './plan.ts';
import type { FleetInstanceRun, FleetState } from './run.ts';

/** What is to be asked of the runs of instances: to stop, or to be taken up again. Pure. */
export function wishesOfRuns(
  before: FleetState,
  after: FleetState,
): readonly { readonly key: string; readonly runId: string; readonly wish: Wish }[] {
  const cancels = after.run.hold?.hold === 'cancelling' && before.run.hold?.hold !== 'cancelling';
  const wishes: { key: string; runId: string; wish: Wish }[] = [];
  for (const [key, { state, runId }] of after.instances) {
    if (state !== 'running' || runId === undefined) continue;
    if (isTakenUp(before.instances.get(key))) wishes.push({ key, runId, wish: 'reopen' });
    if (cancels) wishes.push({ key, runId, wish: 'cancel' });
  }
  return wishes;
}

/** Whether an instance that runs now had a run before that waited for a person, or then for its turn. */
function isTakenUp(before: FleetInstanceRun | undefined): boolean {
  return before?.runId !== undefined && before.state !== 'running';
}

/** What runs are started with. */
export interface Starting {
  readonly start: (
    about: OutlinedInstance,
    instance: FleetInstanceRun,
  ) => Promise<Result<string, UpgradeError> | 'not yet'>;
  readonly store: Store;
  readonly clock: Clock;
}

/** What came of starting runs. */
export interface StartedRuns {
  readonly state: FleetState;
  /** Whether none is left to be started. */
  readonly all: boolean;
  /** The store did not answer: nothing of what is left is known to have failed. */
  readonly fault?: StoreError;
}

/** Starts the run of each instance that is to be running and has none. */
export async function startRuns(
  state: FleetState,
  planned: ReadonlyMap<string, OutlinedInstance>,
  starting: Starting,
): Promise<StartedRuns> {
  const waiting = [...state.instances].filter(
    ([, { state: stands, runId }]) => stands === 'running' && runId === undefined,
  );
  if (waiting.length === 0) return { state, all: true };
  const instances = new Map(state.instances);
  let all = true;
  for (const [key, instance] of waiting) {
    const about = planned.get(key);
    const started = about ? await startOne(about, instance, state, starting) : 'not yet';
    if (started === 'not yet') {
      all = false;
      continue;
    }
    if (started.isErr() && started.error.kind === 'store') {
      return { state: { ...state, instances }, all: false, fault: started.error };
    }
    const now = starting.clock.now();
    instances.set(
      key,
      started.isOk() ? { ...instance, runId: started.value } : notStarted(instance, started.error, now),
    );
  }
  return { state: { ...state, instances }, all };
}

/** Starts one run; one that a person cancelled before it had begun is asked to stop before it is known. */
async function startOne(
  about: OutlinedInstance,
  instance: FleetInstanceRun,
  { run }: FleetState,
  { start, store, clock }: Starting,
): Promise<Result<string, UpgradeError> | 'not yet'> {
  const started = await start(about, instance);
  if (started === 'not yet' || started.isErr() || run.hold?.hold !== 'cancelling') return started;
  const noted = await store.wish(started.value, 'cancel', clock.now());
  return noted.map(() => started.value);
}
