import { err, ok, type Result, type ResultAsync } from 'neverthrow';
import type { StillRunningError, UpgradeError } from '../contract/errors.ts';
import type { Clock } from '../contract/ports.ts';
import type { Milliseconds } from '../contract/time.ts';
import { emit } from '../engine/events.ts';
import { guarded } from '../engine/guard.ts';
import { movingInterval } from '../engine/policy.ts';
import type { Wish } from '../store/store.ts';
import type { FleetTask, FleetWaitOptions } from './contract.ts';
import type { FleetLeader, FleetParts } from './leader.ts';
import { type FleetProgress, fleetProgress } from './progress.ts';
import type { FleetState } from './run.ts';

/** The handle of one fleet run. */
export function createFleetTask(
  parts: FleetParts,
  leader: FleetLeader,
  initial: FleetState,
  usable: Result<void, UpgradeError>,
): FleetTask {
  const { clock, store } = parts;
  const policy = [...parts.sources.values()][0]?.engine.policy;
  const { id } = initial.run;
  const state = (): FleetState => leader.known.state ?? initial;
  const progress = (): FleetProgress =>
    fleetProgress(state(), {
      now: clock.now(),
      reasonOf: (runId) => leader.scopes.reasonOf(runId),
      problems: leader.scopes.problems,
    });
  const advance = (): ResultAsync<void, UpgradeError> =>
    guarded('advance', async () => (usable.isErr() ? err(usable.error) : leader.advance()));
  const ask = (wish: Wish): ResultAsync<void, UpgradeError> =>
    guarded(wish, async () => await store.wish(id, wish, clock.now()));

  const wait = ({ timeout, signal, onProgress }: FleetWaitOptions = {}) =>
    guarded('wait', async (): Promise<Result<FleetProgress, UpgradeError>> => {
      const startedAt = clock.now();
      for (;;) {
        const advanced = await advance();
        const passing =
          advanced.isErr() && advanced.error.kind === 'store' && advanced.error.cause === 'locked';
        if (advanced.isErr() && !passing) return err(advanced.error);
        if (onProgress) emit(onProgress, progress());
        if (state().run.state !== 'running') return ok(progress());
        if (signal?.aborted) return err(stillRunning('aborted', id));
        const now = clock.now();
        const left = timeout === undefined ? Number.POSITIVE_INFINITY : startedAt + timeout - now;
        if (left <= 0) return err(stillRunning('timeout', id));
        // What people ask for is noticed within the interval of what moves.
        const asked = policy ? movingInterval(policy) : 15_000;
        const nap = Math.max(0, Math.min(left, asked, leader.nextAdvanceAt - now));
        await napOrAnswer(clock, leader, nap, signal);
        if (signal?.aborted) return err(stillRunning('aborted', id));
      }
    });

  return {
    id,
    get progress() {
      return progress();
    },
    advance,
    wait,
    pause: () => ask('pause'),
    resume: () => ask('continue'),
    drain: () => ask('drain'),
    cancel: () => ask('cancel'),
  };
}

/** Sleeps, but no longer than until a hook has answered. */
async function napOrAnswer(
  clock: Clock,
  leader: FleetLeader,
  nap: Milliseconds,
  signal: AbortSignal | undefined,
): Promise<void> {
  const wake = new AbortController();
  const stop = (): void => wake.abort();
  signal?.addEventListener('abort', stop, { once: true });
  leader.onAnswer(stop);
  await clock.sleep(nap, wake.signal);
  leader.onAnswer(() => {});
  signal?.removeEventListener('abort', stop);
}

function stillRunning(cause: 'timeout' | 'aborted', runId: string): StillRunningError {
  const why = cause === 'timeout' ? 'the time to wait is over' : 'waiting was stopped';
  return {
    kind: 'still-running',
    cause,
    runId,
    message: `${why}; fleet run ${runId} is unharmed and goes on at the next resume`,
  };
}
