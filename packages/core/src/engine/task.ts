import { err, ok, type Result, type ResultAsync } from 'neverthrow';
import type { StillRunningError, UpgradeError } from '../contract/errors.ts';
import type { UpgradeOutcome } from '../contract/outcome.ts';
import type { UpgradeProgress } from '../contract/progress.ts';
import type { Provider } from '../contract/provider.ts';
import type { UpgradeHandle } from '../contract/run.ts';
import type { Instant } from '../contract/time.ts';
import type { UpgradeTask, WaitOptions } from '../contract/upgrader.ts';
import type { Engine } from './engine.ts';
import { emit } from './events.ts';
import { guarded } from './guard.ts';
import { type InHand, loadRuns } from './load.ts';
import { longestInterval, movingInterval } from './policy.ts';
import { handleOf, progressOf } from './progress.ts';
import type { RunState } from './run/state.ts';
import { formatScope } from './scope.ts';
import { tick } from './tick.ts';

/** Looks in a row that a refused login spoils until `wait` gives up. */
const refusedLogins = 3;

type Serially = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** A started upgrade, as {@link UpgradeTask} describes it. */
export function createTask<P extends Provider>(
  engine: Engine<P>,
  serially: Serially,
  initial: RunState<P>,
): UpgradeTask<P> {
  let state = initial;
  let problem: UpgradeError | undefined;
  /** A wish that nobody has granted yet: what ended before it does not count. */
  let wished = false;

  const take = (hand: InHand<P> | undefined): void => {
    if (!hand) return;
    state = hand.state;
    wished = Object.keys(hand.stored.wishes).length > 0;
  };

  const advance = (): ResultAsync<UpgradeProgress<P>, UpgradeError> =>
    guarded('advance', async () => {
      if (state.run.state !== 'running') {
        const fresh = await reload();
        if (fresh.isErr()) return err(fresh.error);
      }
      const scope = formatScope(state.run.plan.scope);
      const ticked = await serially(scope, () => tick(engine, scope, [state.run.id]));
      if (ticked.isErr()) return err(ticked.error);
      if (!ticked.value.ticked) {
        const fresh = await reload();
        return fresh.map(() => heldElsewhere(ticked.value.ticked ? 0 : ticked.value.until));
      }
      take(ticked.value.inHand[0]);
      problem = ticked.value.problem;
      return ok(progressOf(state, problem));
    });

  const heldElsewhere = (until: Instant): UpgradeProgress<P> => {
    const progress = progressOf(state);
    if (state.run.state !== 'running' && !wished) return progress;
    const now = engine.clock.now();
    const nextLookAt = Math.min(Math.max(until, now), now + movingInterval(engine.policy));
    return {
      ...progress,
      nextLookAt,
      waitingFor: ['another process holds this scope', ...progress.waitingFor],
    };
  };

  const reload = async (): Promise<Result<void, UpgradeError>> => {
    const loaded = await loadRuns(engine, [state.run.id]);
    if (loaded.isErr()) return err(loaded.error);
    take(loaded.value[0]);
    return ok(undefined);
  };

  const wait = (options: WaitOptions = {}): ResultAsync<UpgradeOutcome<P>, UpgradeError> =>
    guarded('wait', async () => {
      const startedAt = engine.clock.now();
      let refused = 0;
      for (;;) {
        const advanced = await advance();
        if (advanced.isErr() && !isPassing(advanced.error)) return err(advanced.error);
        const progress = advanced.isOk() ? advanced.value : later(advanced.error);
        emit<UpgradeProgress<Provider>>(options.onProgress, progress);
        if (progress.outcome && progress.state !== 'running' && !wished) return ok(progress.outcome);
        if (progress.paused !== undefined) return err(stillRunning('paused', progress.runId));
        refused = progress.problem?.kind === 'credentials' ? refused + 1 : 0;
        if (progress.problem && refused >= refusedLogins) return err(progress.problem);
        const now = engine.clock.now();
        const stop = stopWaiting(options, startedAt, now);
        if (stop) return err(stillRunning(stop, progress.runId));
        await engine.clock.sleep(nap(options, startedAt, now, progress.nextLookAt), options.signal);
        if (options.signal?.aborted) return err(stillRunning('aborted', progress.runId));
      }
    });

  /** Another process wrote to the store for longer than one waits for it: nothing is lost. */
  const later = (passing: UpgradeError): UpgradeProgress<P> => ({
    ...progressOf(state, passing),
    nextLookAt: engine.clock.now() + movingInterval(engine.policy),
  });

  const nap = (options: WaitOptions, startedAt: Instant, now: Instant, nextLookAt: Instant): number => {
    const left = options.timeout === undefined ? Number.POSITIVE_INFINITY : startedAt + options.timeout - now;
    // A clock that jumped must not make it sleep longer than it ever would.
    return Math.max(0, Math.min(left, nextLookAt - now, longestInterval(engine.policy)));
  };

  const ask = (wish: 'cancel' | 'continue'): ResultAsync<UpgradeProgress<P>, UpgradeError> =>
    guarded(wish, async () => {
      const noted = await engine.store.wish(state.run.id, wish, engine.clock.now());
      return noted.isErr() ? err(noted.error) : advance();
    });

  return {
    get handle(): UpgradeHandle<P> {
      return handleOf(state);
    },
    get progress(): UpgradeProgress<P> {
      return progressOf(state, problem);
    },
    advance,
    wait,
    continue: () => ask('continue'),
    cancel: () => ask('cancel'),
  };
}

function isPassing(error: UpgradeError): boolean {
  return error.kind === 'store' && error.cause === 'locked';
}

function stopWaiting(
  options: WaitOptions,
  startedAt: Instant,
  now: Instant,
): StillRunningError['cause'] | undefined {
  if (options.signal?.aborted) return 'aborted';
  return options.timeout !== undefined && now - startedAt >= options.timeout ? 'timeout' : undefined;
}

function stillRunning(cause: StillRunningError['cause'], runId: string): StillRunningError {
  const messages = {
    timeout: `the time to wait is over; run ${runId} is unharmed and goes on at the next resume`,
    aborted: `waiting was stopped; run ${runId} is unharmed and goes on at the next resume`,
    paused: `run ${runId} is paused for a person to look; it goes on after continue, or ends after cancel`,
  };
  return { kind: 'still-running', cause, runId, message: messages[cause] };
}
