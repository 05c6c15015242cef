import { err, ok, type Result } from 'neverthrow';
import type { StoreError, UpgradeError } from '../contract/errors.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';
import { leaseDuration } from '../engine/engine.ts';
import { emit } from '../engine/events.ts';
import type { RunState } from '../engine/run/state.ts';
import type { Lease, Store, Wish } from '../store/store.ts';
import { absorbRun, notStarted, outOfReach } from './absorb.ts';
import { decideFleet, type FleetContext } from './decide.ts';
import { type FleetEventSink, fleetEventsBetween } from './events.ts';
import { KnownFleet } from './fleet-state.ts';
import { afterInstanceHook, afterWaveHook } from './hook-answers.ts';
import { HookDesk, type HookJob } from './hook-desk.ts';
import { hookJobs } from './hook-jobs.ts';
import type { HookName, Hooks } from './hooks.ts';
import type { FleetInstance, FleetPlan } from './plan.ts';
import { fleetScope } from './rows.ts';
import type { FleetInstanceRun, FleetState } from './run.ts';
import { type OpenSource, scopeOf, scopeRuns } from './source.ts';
import { Starter } from './starter.ts';
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
  readonly #parts: FleetParts;
  readonly #fleetRunId: string;
  readonly #desk: HookDesk;
  readonly #starter: Starter;
  /** Runs that have ended or need an operator, and that no row says so of yet. */
  readonly #news = new Map<string, RunState<Provider>>();
  #plan: FleetPlan | undefined;
  #scopeNames: ReadonlyMap<string, string> = new Map();
  #instances: ReadonlyMap<string, FleetInstance> = new Map();
  #keyOfRun = new Map<string, string>();
  #notBefore: Instant = 0;

  constructor(parts: FleetParts, fleetRunId: string) {
    this.#parts = parts;
    this.#fleetRunId = fleetRunId;
    this.known = new KnownFleet(parts.store, fleetRunId);
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
    const ownAt = Math.max(state.run.nextLookAt, this.#notBefore);
    return Math.min(ownAt, ...this.#scopes().map(({ nextTickAt }) => nextTickAt));
  }

  /** What a run under way waits for. */
  reasonOf(runId: string): string | undefined {
    for (const scope of this.#scopes()) {
      const hand = scope.get(runId);
      if (!hand) continue;
      return Object.values(hand.state.memories).find((memory) => memory.state === 'open')?.reason;
    }
    return undefined;
  }

  /** What keeps scopes from looking or acting. */
  get problems(): Readonly<Record<string, UpgradeError>> {
    return Object.fromEntries(
      this.#scopes().flatMap(({ name, problem }) => (problem ? [[name, problem] as const] : [])),
    );
  }

  /** One advance. An error is one of the store; what keeps a scope from going on is among the problems. */
  async advance(): Promise<Result<void, UpgradeError>> {
    await this.#tickScopes();
    const { state } = this.known;
    if (state) await this.#starter.replan(state, this.#instancesOf(state));
    const { store, clock, owner } = this.#parts;
    const acquired = await store.acquire(
      fleetScope(this.#fleetRunId),
      owner,
      leaseOf(this.#parts),
      clock.now(),
    );
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

  async #tickScopes(): Promise<void> {
    const now = this.#parts.clock.now();
    const due = this.#scopes().filter(({ nextTickAt }) => nextTickAt <= now);
    await Promise.all(
      due.map(async (scope) => {
        for (const { state } of (await scope.tick()).unwrapOr([])) {
          if (state.run.state !== 'running') this.#news.set(state.run.id, state);
        }
      }),
    );
  }

  /** Under the lease: from what is stored to what is to be stored, and the hooks to be called then. */
  async #lead(lease: Lease): Promise<Result<readonly HookJob[], UpgradeError>> {
    const { clock, hooks, owner } = this.#parts;
    const loaded = await this.known.load(lease);
    if (loaded.isErr()) return err(loaded.error);
    const now = clock.now();
    const { state: before, wishes } = loaded.value;
    const instances = this.#instancesOf(before);
    if (wishes.continue !== undefined || wishes.reopen !== undefined) {
      for (const scope of this.#scopes()) scope.tryAgain();
    }
    const wished = grantWishes(before, wishes, now);
    const absorbed = this.#withRefused(this.#withAnswers(this.#withNews(wished, now), now), now);
    const context: FleetContext = {
      now,
      hooks: new Set(Object.keys(hooks) as HookName[]),
      scopeOf: ({ key }) => this.#scopeNames.get(key) ?? '',
      instances,
    };
    const decided = decideFleet(absorbed, context);
    const { state: next, jobs } = hookJobs(decided, instances, hooks, {
      owner,
      now,
      isUnderWay: (target) => this.#desk.isUnderWay(target),
    });
    // Before it is stored that they were asked: asking twice does no harm, and never asking would.
    const asked = await this.#askRuns(before, next, now);
    if (asked.isErr()) return err(asked.error);
    const saved = await this.#save(before, next, Object.keys(wishes) as Wish[], lease);
    if (saved.isErr()) return err(saved.error);
    if (!saved.value) return ok([]);
    this.#news.clear();
    const started = await this.#startRuns(next, lease);
    return started.isErr() ? err(started.error) : ok(jobs);
  }

  #withNews(state: FleetState, now: Instant): FleetState {
    if (this.#news.size === 0) return state;
    const instances = new Map(state.instances);
    for (const [key, instance] of state.instances) {
      const news = instance.runId === undefined ? undefined : this.#news.get(instance.runId);
      if (!news) continue;
      const hasHook = this.#parts.hooks['after-instance'] !== undefined;
      instances.set(key, absorbRun(instance, news, state.run, hasHook, now));
    }
    return { ...state, instances };
  }

  #withAnswers(before: FleetState, now: Instant): FleetState {
    let state = before;
    for (const { target, result } of this.#desk.take()) {
      if ('wave' in target) {
        state = afterWaveHook(state, target.wave, result, now);
        continue;
      }
      const instance = state.instances.get(target.instance);
      if (!instance) continue;
      const instances = new Map(state.instances);
      instances.set(target.instance, afterInstanceHook(instance, result, state.run.hold, now));
      state = { ...state, instances };
    }
    return state;
  }

  /** What is under way in a scope whose login stays refused is for a person. */
  #withRefused(state: FleetState, now: Instant): FleetState {
    const refused = new Map(
      this.#scopes().flatMap((scope) => (scope.isRefused ? [[scope.name, scope]] : [])),
    );
    if (refused.size === 0) return state;
    const instances = new Map(state.instances);
    const planned = this.#instancesOf(state);
    for (const [key, instance] of state.instances) {
      const about = planned.get(key);
      const problem = about && refused.get(scopeOf(about))?.problem;
      if (problem && instance.state === 'running') instances.set(key, outOfReach(instance, problem, now));
    }
    return { ...state, instances };
  }

  /** Runs are asked to stop, or taken up again, where that is what was decided. */
  async #askRuns(before: FleetState, after: FleetState, now: Instant): Promise<Result<void, StoreError>> {
    const cancels = after.run.hold?.hold === 'cancelling' && before.run.hold?.hold !== 'cancelling';
    for (const [key, instance] of after.instances) {
      if (instance.state !== 'running' || instance.runId === undefined) continue;
      const reopened = before.instances.get(key)?.state === 'needs-operator';
      const wishes: Wish[] = [
        ...(reopened ? (['reopen'] as const) : []),
        ...(cancels ? (['cancel'] as const) : []),
      ];
      for (const wish of wishes) {
        const noted = await this.#parts.store.wish(instance.runId, wish, now);
        if (noted.isErr()) return err(noted.error);
      }
      if (wishes.length > 0) this.#scopeOfKey(key)?.hurry(instance.runId);
    }
    return ok(undefined);
  }

  async #startRuns(state: FleetState, lease: Lease): Promise<Result<void, UpgradeError>> {
    const planned = this.#instancesOf(state);
    const instances = new Map(state.instances);
    let fault: StoreError | undefined;
    for (const [key, instance] of state.instances) {
      const about = planned.get(key);
      if (!about || instance.state !== 'running' || instance.runId !== undefined) continue;
      const started = await this.#startRun(about, instance, state);
      if (started === 'not yet') continue;
      if (started.isErr() && started.error.kind === 'store') {
        // Nothing of it is known to have failed: it is started with the next advance.
        fault = started.error;
        break;
      }
      const now = this.#parts.clock.now();
      instances.set(
        key,
        started.isOk() ? { ...instance, runId: started.value } : notStarted(instance, started.error, now),
      );
    }
    const saved = await this.#save(state, { ...state, instances }, [], lease);
    if (saved.isErr()) return err(saved.error);
    return fault ? err(fault) : ok(undefined);
  }

  /** Starts one run; one that a person cancelled before it had begun is asked to stop before it is known. */
  async #startRun(
    about: FleetInstance,
    instance: FleetInstanceRun,
    { run }: FleetState,
  ): Promise<Result<string, UpgradeError> | 'not yet'> {
    const started = await this.#starter.start(about, instance, run);
    if (started === 'not yet' || started.isErr() || run.hold?.hold !== 'cancelling') return started;
    const noted = await this.#parts.store.wish(started.value, 'cancel', this.#parts.clock.now());
    return noted.isErr() ? err(noted.error) : started;
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

  /** Takes up the runs that are under way, and lets go of those that are not. */
  #watch(): void {
    const { state } = this.known;
    if (!state) return;
    const underWay = new Map<string, string>();
    for (const [key, { state: stands, runId }] of state.instances) {
      if (runId !== undefined && stands === 'running') underWay.set(runId, key);
    }
    for (const [runId, key] of this.#keyOfRun) {
      if (!underWay.has(runId)) this.#scopeOfKey(key)?.drop(runId);
    }
    for (const [runId, key] of underWay) {
      if (!this.#keyOfRun.has(runId)) this.#scopeOfKey(key)?.add(runId);
    }
    this.#keyOfRun = underWay;
  }

  #instancesOf(state: FleetState): ReadonlyMap<string, FleetInstance> {
    const { plan } = state.run;
    if (plan !== this.#plan) {
      this.#plan = plan;
      this.#instances = new Map(plan.instances.map((instance) => [instance.key, instance]));
      this.#scopeNames = new Map(plan.instances.map((instance) => [instance.key, scopeOf(instance)]));
    }
    return this.#instances;
  }

  #scopeOfKey(key: string): ReturnType<typeof scopeRuns> | undefined {
    const instance = this.#instances.get(key);
    const source = instance && this.#parts.sources.get(instance.source);
    return source && scopeRuns(source, scopeOf(instance));
  }

  #scopes(): ReturnType<typeof scopeRuns>[] {
    return [...this.#parts.sources.values()].flatMap((source) => [...source.scopes.values()]);
  }
}
