import type { UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant } from '../contract/time.ts';
import type { RunState } from '../engine/run/state.ts';
import type { FleetOutline, OutlinedInstance } from './plan.ts';
import type { FleetState } from './run.ts';
import type { ScopeRuns } from './scope-runs.ts';
import { type OpenSource, scopeOf, scopeRuns } from './source.ts';

/** The scopes of a fleet run, and which of its runs are under way in each. */
export class LedScopes {
  readonly #sources: ReadonlyMap<string, OpenSource>;
  #plan: FleetOutline | undefined;
  #watched: FleetState | undefined;
  #scopeNames: ReadonlyMap<string, string> = new Map();
  #instances: ReadonlyMap<string, OutlinedInstance> = new Map();
  #keyOfRun = new Map<string, string>();

  constructor(sources: ReadonlyMap<string, OpenSource>) {
    this.#sources = sources;
  }

  /** When one of them has to be ticked next. */
  get nextTickAt(): Instant {
    return Math.min(...this.#all().map(({ nextTickAt }) => nextTickAt), Number.POSITIVE_INFINITY);
  }

  /** What keeps scopes from looking or acting. */
  get problems(): Readonly<Record<string, UpgradeError>> {
    return Object.fromEntries(
      this.#all().flatMap(({ name, problem }) => (problem ? [[name, problem] as const] : [])),
    );
  }

  /** Why a login stays refused, by the scopes that it keeps from going on. */
  get refused(): ReadonlyMap<string, UpgradeError> {
    return new Map(
      this.#all().flatMap(({ name, isRefused, problem }) =>
        isRefused && problem ? [[name, problem] as const] : [],
      ),
    );
  }

  /** Ticks the scopes that are due. @returns the runs that came to an end, or need an operator */
  async tick(now: Instant): Promise<readonly RunState<Provider>[]> {
    const due = this.#all().filter(({ nextTickAt }) => nextTickAt <= now);
    const ticked = await Promise.all(due.map((scope) => scope.tick()));
    const states = ticked.flatMap((hands) => hands.unwrapOr([]).map(({ state }) => state));
    return states.filter(({ run }) => run.state !== 'running');
  }

  /** A person goes on: logins that were refused are tried again, at once. */
  tryAgain(): void {
    for (const scope of this.#all()) scope.tryAgain();
  }

  /** Something was asked of a run: it is looked at with the next tick. */
  hurry(key: string, runId: string): void {
    this.#scopeOfKey(key)?.hurry(runId);
  }

  /** What a run under way waits for. */
  reasonOf(runId: string): string | undefined {
    const key = this.#keyOfRun.get(runId);
    return key === undefined ? undefined : this.#scopeOfKey(key)?.reasonOf(runId);
  }

  /** The instances of a fleet run, by key. */
  instancesOf({ run: { plan } }: FleetState): ReadonlyMap<string, OutlinedInstance> {
    if (plan !== this.#plan) {
      this.#plan = plan;
      this.#instances = new Map(plan.instances.map((instance) => [instance.key, instance]));
      this.#scopeNames = new Map(plan.instances.map((instance) => [instance.key, scopeOf(instance)]));
    }
    return this.#instances;
  }

  /** The scope of an instance. */
  scopeNameOf({ key }: Pick<OutlinedInstance, 'key'>): string {
    return this.#scopeNames.get(key) ?? '';
  }

  /** Takes up the runs that are under way, and lets go of those that are not. */
  watch(state: FleetState): void {
    if (state === this.#watched) return;
    this.#watched = state;
    this.instancesOf(state);
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

  #scopeOfKey(key: string): ScopeRuns | undefined {
    const instance = this.#instances.get(key);
    const source = instance && this.#sources.get(instance.source);
    return source && scopeRuns(source, this.scopeNameOf(instance));
  }

  #all(): readonly ScopeRuns[] {
    return [...this.#sources.values()].flatMap((source) => [...source.scopes.values()]);
  }
}
