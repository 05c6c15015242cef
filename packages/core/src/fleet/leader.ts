import { err, ok, type Result } from 'neverthrow';
import type { StoreError, UpgradeError } from '../contract/errors.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';
import { leaseDuration } from '../engine/engine.ts';
import { emit } from '../engine/events.ts';
import type { RunState } from '../engine/run/state.ts';
import type { Lease, Store, Wish } from '../store/store.ts';
import { decideFleet, type FleetContext } from './decide.ts';
import { type FleetEventSink, fleetEventsBetween } from './events.ts';
import { KnownFleet } from './fleet-state.ts';
import { HookDesk, type HookJob } from './hook-desk.ts';
import { hookJobs } from './hook-jobs.ts';
import type { HookName, Hooks } from './hooks.ts';
import { LedScopes } from './led-scopes.ts';
import { fleetScope } from './rows.ts';
import type { FleetState } from './run.ts';
import type { OpenSource } from './source.ts';
import { startRuns, wishesOfRuns } from './start-runs.ts';
import { Starter } from './starter.ts';
import { takeIn } from './take-in.ts';
import { grantWishes } from './wishes.ts';

/** What a fleet is led with; all of it comes in from outside. */
export interface FleetParts {
  readonly sources: ReadonlyMap<string, OpenSource>;
  readonly store: Store;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly owner: string;
  readonly hooks: Hooks;
  readonly events: FleetEventSink | undefined;
}

/** How long the lease of a fleet run lasts: as long as that of a scope; nothing but the store is used under it. */
function leaseOf({ sources }: FleetParts): Milliseconds {
  return Math.max(...[...sources.values()].map(({ engine }) => leaseDuration(engine)));
}

/** How long to keep away where another process has the fleet run, or the store did not answer. */
const pauseAfterMiss = 1_000;

/**
 * Leads one fleet run, one advance at a time: tick the scopes that are due, then, under the run's lease, load it,
 * take in what runs and hooks have come to, decide, store, start.
 */
export class FleetLeader {
  readonly known: KnownFleet;
  readonly scopes: LedScopes;
  readonly #parts: FleetParts;
  readonly #fleetRunId: string;
  readonly #desk: HookDesk;
  readonly #starter: Starter;
  /** Runs that have ended or need an operator, and that no row says so of yet. */
  readonly #news = new Map<string, RunState<Provider>>();
  /** What there is nothing left to do about, before something happens or its next time has come. */
  #led: FleetState | undefined;
  #notBefore: Instant = 0;

  constructor(parts: FleetParts, fleetRunId: string) {
    this.#parts = parts;
    this.#fleetRunId = fleetRunId;
    this.known = new KnownFleet(parts.store, fleetRunId);
    this.scopes = new LedScopes(parts.sources);
    this.#desk = new HookDesk(parts.hooks, parts.clock);
    this.#starter = new Starter(parts.sources);
  }

  /** Calls back when a hook has answered: then an advance is worth while. */
  onAnswer(wake: () => void): void {
    this.#desk.onAnswer(wake);
  }

  /** When something can happen next. */
  get nextAdvanceAt(): Instant {
    const { state } = this.known;
    if (!state) return 0;
    return Math.min(Math.max(state.run.nextLookAt, this.#notBefore), this.scopes.nextTickAt);
  }

  /** One advance. An error is one of the store; what keeps a scope from going on is among the problems. */
  async advance(): Promise<Result<void, UpgradeError>> {
    for (const state of await this.scopes.tick(this.#parts.clock.now())) this.#news.set(state.run.id, state);
    const { state } = this.known;
    if (state && state !== this.#led) await this.#starter.replan(state, this.scopes.instancesOf(state));
    const { store, clock, owner } = this.#parts;
    const scope = fleetScope(this.#fleetRunId);
    const acquired = await store.acquire(scope, owner, leaseOf(this.#parts), clock.now());
    this.#notBefore = clock.now() + pauseAfterMiss;
    if (acquired.isErr()) return err(acquired.error);
    if (!acquired.value.acquired) return (await this.known.read()).map(() => this.#watch());
    const { lease } = acquired.value;
    const led = await this.#lead(lease);
    await store.release(lease, null);
    this.known.leave(lease);
    if (led.isErr()) return err(led.error);
    this.#notBefore = 0;
    for (const job of led.value) this.#desk.call(job);
    this.#watch();
    return ok(undefined);
  }

  #watch(): void {
    const { state } = this.known;
    if (state) this.scopes.watch(state);
  }

  /** Under the lease: from what is stored to what is to be stored, and the hooks to be called then. */
  async #lead(lease: Lease): Promise<Result<readonly HookJob[], UpgradeError>> {
    const loaded = await this.known.load(lease);
    if (loaded.isErr()) return err(loaded.error);
    const now = this.#parts.clock.now();
    const { state: before, wishes } = loaded.value;
    const answers = this.#desk.take();
    if (wishes.continue !== undefined || wishes.reopen !== undefined) this.scopes.tryAgain();
    const { refused } = this.scopes;
    const nothing = this.#news.size + answers.length + refused.size + Object.keys(wishes).length === 0;
    if (nothing && before === this.#led && now < before.run.nextLookAt) return ok([]);
    this.#led = undefined;
    const wished = grantWishes(before, wishes, now);
    const happened = { news: this.#news, answers, refused };
    const { state: next, jobs } = this.#decide(wished, happened, now);
    // Before it is stored that they were asked: asking twice does no harm, and never asking would.
    const asked = await this.#askRuns(before, next, now);
    if (asked.isErr()) return err(asked.error);
    const saved = await this.#save(before, next, Object.keys(wishes) as Wish[], lease);
    if (saved.isErr()) return err(saved.error);
    if (!saved.value) return ok([]);
    this.#news.clear();
    const started = await this.#start(next, lease);
    return started.isErr() ? err(started.error) : ok(jobs);
  }

  #decide(
    wished: FleetState,
    happened: Parameters<typeof takeIn>[1],
    now: Instant,
  ): ReturnType<typeof hookJobs> {
    const { hooks, owner } = this.#parts;
    const instances = this.scopes.instancesOf(wished);
    const scopeNameOf = (key: string): string => this.scopes.scopeNameOf({ key });
    const hasHookAfter = hooks['after-instance'] !== undefined;
    const context: FleetContext = {
      now,
      hooks: new Set(Object.keys(hooks) as HookName[]),
      scopeOf: ({ key }) => scopeNameOf(key),
      instances,
    };
    const decided = decideFleet(takeIn(wished, happened, scopeNameOf, hasHookAfter, now), context);
    const isUnderWay = (target: HookJob['target']): boolean => this.#desk.isUnderWay(target);
    return hookJobs(decided, instances, hooks, { owner, now, isUnderWay });
  }

  /** Asks runs to stop, or to be taken up again, where that is what was decided. */
  async #askRuns(before: FleetState, after: FleetState, now: Instant): Promise<Result<void, StoreError>> {
    for (const { key, runId, wish } of wishesOfRuns(before, after)) {
      const noted = await this.#parts.store.wish(runId, wish, now);
      if (noted.isErr()) return err(noted.error);
      this.scopes.hurry(key, runId);
    }
    return ok(undefined);
  }

  async #start(state: FleetState, lease: Lease): Promise<Result<void, UpgradeError>> {
    const { store, clock } = this.#parts;
    const started = await startRuns(state, this.scopes.instancesOf(state), {
      start: (about, instance) =>
        this.#starter.start(about, instance, state.run, (one) => this.known.planOf(one)),
      store,
      clock,
    });
    const saved = await this.#save(state, started.state, [], lease);
    if (saved.isErr()) return err(saved.error);
    if (saved.value && started.all) this.#led = this.known.state;
    return started.fault ? err(started.fault) : ok(undefined);
  }

  async #save(
    before: FleetState,
    after: FleetState,
    granted: readonly Wish[],
    lease: Lease,
  ): Promise<Result<boolean, StoreError>> {
    const now = this.#parts.clock.now();
    const saved = await this.known.save(after, granted, lease, now);
    if (saved.isErr() || !saved.value) return saved;
    for (const event of fleetEventsBetween(before, after, now)) emit(this.#parts.events, event);
    return ok(true);
  }
}
