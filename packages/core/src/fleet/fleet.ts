import { err, ok, type Result, ResultAsync } from 'neverthrow';
import { invalidInput, type StillRunningError, type UpgradeError } from '../contract/errors.ts';
import type { EventSink } from '../contract/event.ts';
import { blockingFindings } from '../contract/finding.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import type { Provider } from '../contract/provider.ts';
import type { StartOptions } from '../contract/upgrader.ts';
import type { Milliseconds } from '../contract/time.ts';
import { createEngine } from '../engine/engine.ts';
import { emit } from '../engine/events.ts';
import { guarded } from '../engine/guard.ts';
import { movingInterval, type Policy } from '../engine/policy.ts';
import { Rows } from '../engine/rows.ts';
import type { RunSummary, Store, Wish } from '../store/store.ts';
import { systemClock, systemRandomness } from '../system.ts';
import { parseFleetPlan } from './document.ts';
import type { FleetEventSink } from './events.ts';
import type { Hooks } from './hooks.ts';
import { FleetLeader, type FleetParts } from './leader.ts';
import { makeFleetPlan, type PlannedSoFar } from './make-plan.ts';
import { outlineOf } from './outline.ts';
import type { FleetPlan } from './plan.ts';
import { type FleetProgress, fleetProgress } from './progress.ts';
import type { FleetRequest } from './request.ts';
import { fleetProvider, newFleetRow } from './rows.ts';
import type { FleetState } from './run.ts';
import { type FleetSource, openSource } from './source.ts';

/** What a fleet is made of. Time, chance, storage and the clouds all come in from outside. */
export interface FleetOptions {
  /** One for each login; at least one. */
  readonly sources: readonly FleetSource[];
  /** The store of the runs, and of the fleet runs too. */
  readonly store: Store;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: the machine's. */
  readonly randomness?: Randomness;
  /** Default: `defaultPolicy`, field by field. */
  readonly policy?: Partial<Policy>;
  readonly hooks?: Hooks;
  /** What happens to fleet runs. */
  readonly events?: FleetEventSink;
  /** What happens to the run of each instance. */
  readonly upgradeEvents?: EventSink;
}

/** How a fleet plan is made. */
export interface FleetPlanOptions {
  /** Told how many instances are planned, of how many that were selected. What it throws is ignored. */
  readonly onPlanned?: (planned: PlannedSoFar) => void;
}

/** How long to wait. */
export interface FleetWaitOptions {
  /** Default: until it ends. */
  readonly timeout?: Milliseconds;
  /** Stops waiting between two looks; the fleet run is unharmed. */
  readonly signal?: AbortSignal;
  /** Called after every advance. What it throws is ignored. Default: nothing, which is cheaper. */
  readonly onProgress?: (progress: FleetProgress) => void;
}

/** A started fleet plan. Not a promise: nothing happens between two calls. */
export interface FleetTask {
  readonly id: string;
  /** Where it stands, as of the last call; reads nothing. */
  readonly progress: FleetProgress;
  /** Looks once at each scope that is due, decides, stores, acts. */
  advance(): ResultAsync<void, UpgradeError>;
  /** Advances until the fleet run ends or stops. Errors: `still-running` after the time-out or the signal. */
  wait(options?: FleetWaitOptions): ResultAsync<FleetProgress, UpgradeError>;
  /** Begins nothing new until it is resumed; what is under way goes on. */
  pause(): ResultAsync<void, UpgradeError>;
  /** Ends a pause; goes on with what a stop has left, also with what needed an operator. */
  resume(): ResultAsync<void, UpgradeError>;
  /** Lets what is under way end, and stops then. */
  drain(): ResultAsync<void, UpgradeError>;
  /** Asks what is under way to stop at its next safe point and to restore, and stops then. */
  cancel(): ResultAsync<void, UpgradeError>;
}

/** Upgrades of many instances, over many accounts, regions and clouds. Nothing in it throws or rejects. */
export interface Fleet {
  /** Makes a fleet plan. Reads only. */
  plan(request: FleetRequest, options?: FleetPlanOptions): ResultAsync<FleetPlan, UpgradeError>;
  /** Starts a fleet plan: stores its run. A plan starts one fleet run, ever: starting it again returns that one. */
  start(plan: FleetPlan, options?: StartOptions): ResultAsync<FleetTask, UpgradeError>;
  /** Opens a stored fleet run. */
  open(fleetRunId: string): ResultAsync<FleetTask, UpgradeError>;
  /** All stored fleet runs, newest first. */
  list(): ResultAsync<readonly RunSummary[], UpgradeError>;
}

/**
 * Makes a fleet of sources: one look for all instances of an account and region, one request budget for each,
 * waves, limits, calendars and hooks.
 *
 * @example
 * ```ts
 * const fleet = createFleet({
 *   sources: [{ name: 'production', driver: createAlibabaRdsDriver({ regions: ['cn-hangzhou'] }) }],
 *   store,
 * });
 * const plan = await fleet.plan({ name: 'mysql-5.6-out', to: 'newest', maxConcurrency: '10%' });
 * if (plan.isErr()) return console.error(plan.error.message);
 * const task = await fleet.start(plan.value, { accept: 'all' });
 * if (task.isOk()) await task.value.wait();
 * ```
 */
export function createFleet(options: FleetOptions): Fleet {
  const { store, clock = systemClock(), randomness = systemRandomness(), policy, hooks = {} } = options;
  const engines = options.sources.map((source) => {
    const { upgradeEvents } = options;
    const made = createEngine({
      driver: source.driver,
      store,
      clock,
      randomness,
      ...(policy ? { policy } : {}),
      ...(upgradeEvents ? { events: upgradeEvents } : {}),
    });
    // Rows are for who reads a run again and again; here what is under way is in hand, or sleeps.
    const engine = { ...made, rows: new Rows<Provider>(false) };
    return openSource(source, engine);
  });
  const sources = new Map(engines.map((source) => [source.name, source]));
  const parts: FleetParts = {
    sources,
    store,
    clock,
    randomness,
    owner: randomness.id(),
    hooks,
    events: options.events,
  };
  const twice = sources.size < options.sources.length;
  const usable: Result<void, UpgradeError> = twice
    ? err(invalidInput('sources', 'two sources have the same name; each needs its own'))
    : sources.size === 0
      ? err(invalidInput('sources', 'there is no source; right is one for each login'))
      : ok(undefined);

  return {
    plan: (request, { onPlanned } = {}) =>
      guarded('plan', async () =>
        usable.isErr()
          ? err(usable.error)
          : makeFleetPlan(engines, request, { clock, randomness, onPlanned }),
      ),
    start: (plan, start = {}) =>
      guarded('start', async () => {
        if (usable.isErr()) return err(usable.error);
        const id = await startFleet(parts, plan, start);
        return id.isErr() ? err(id.error) : openFleet(parts, id.value, usable);
      }),
    // To ask something of a fleet run takes no source; to lead it does.
    open: (fleetRunId) => guarded('open', () => openFleet(parts, fleetRunId, usable)),
    list: () => store.list().map((runs) => runs.filter(({ provider }) => provider === fleetProvider)),
  };
}

async function startFleet(
  { store, clock, randomness, events, sources }: FleetParts,
  given: FleetPlan,
  { accept = [] }: StartOptions,
): Promise<Result<string, UpgradeError>> {
  const parsed = parseFleetPlan(given);
  if (parsed.isErr()) return err(parsed.error);
  const plan = parsed.value;
  const existing = await store.findByPlan(plan.id);
  if (existing.isErr()) return err(existing.error);
  if (existing.value !== undefined) return ok(existing.value);
  const unaccepted = plan.instances.flatMap(
    ({ plan: { findings } }) => blockingFindings(findings, accept).unaccepted,
  );
  if (unaccepted.length > 0) {
    const names = [...new Set(unaccepted.map(({ name }) => name))].join(', ');
    const message = `warnings are not accepted yet: ${names}. Nothing was changed`;
    return err({ kind: 'precondition', message, failed: [], unaccepted });
  }
  const stranger = plan.instances.find(({ source }) => !sources.has(source));
  if (stranger) {
    const message = `the plan needs the source "${stranger.source}", which is not among the sources; add it. Nothing was changed`;
    return err(invalidInput('sources', message));
  }
  const createdAt = clock.now();
  const state: FleetState = {
    run: {
      id: randomness.id(),
      plan: outlineOf(plan),
      createdAt,
      accepted: accept,
      state: 'running',
      waves: plan.waves.map(() => ({ state: 'waiting' })),
      forgiven: 0,
      nextLookAt: createdAt,
    },
    instances: new Map(plan.instances.map(({ key }) => [key, { state: 'waiting' }])),
  };
  const inserted = await store.insert(newFleetRow(state, plan));
  if (inserted.isErr()) return err(inserted.error);
  if (!inserted.value.inserted) {
    return 'existing' in inserted.value
      ? ok(inserted.value.existing)
      : err(invalidInput('plan', 'the fleet plan could not be stored'));
  }
  emit(events, {
    event: 'fleet-started',
    at: createdAt,
    fleetRunId: state.run.id,
    fleet: plan.name,
    instances: plan.instances.length,
  });
  return ok(state.run.id);
}

async function openFleet(
  parts: FleetParts,
  fleetRunId: string,
  usable: Result<void, UpgradeError>,
): Promise<Result<FleetTask, UpgradeError>> {
  const leader = new FleetLeader(parts, fleetRunId);
  const read = await leader.known.read();
  return read.map((state) => createFleetTask(parts, leader, state, usable));
}

function createFleetTask(
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
