import { err, ok, type Result } from 'neverthrow';
import type { StoreError, UpgradeError } from '../contract/errors.ts';
import type { Lease, Store, StoredRun, Wish } from '../store/store.ts';
import { parseFleetPlan } from './document.ts';
import type { FleetInstance, FleetPlan } from './plan.ts';
import { fleetChange, fleetProvider, readFleet, savedFleet } from './rows.ts';
import type { FleetState } from './run.ts';

/** A fleet run as this process has it: good for as long as nobody else has led it since. */
export class KnownFleet {
  readonly #store: Store;
  readonly #fleetRunId: string;
  #leftAt: number | undefined;
  #stored: StoredRun | undefined;
  #state: FleetState | undefined;

  constructor(store: Store, fleetRunId: string) {
    this.#store = store;
    this.#fleetRunId = fleetRunId;
  }

  /** As of the last time that it was led or read. */
  get state(): FleetState | undefined {
    return this.#state;
  }

  /** Reads it for a look only. */
  async read(): Promise<Result<FleetState, UpgradeError>> {
    const stored = await this.#store.get(this.#fleetRunId);
    if (stored.isErr()) return err(stored.error);
    if (stored.value?.summary.provider !== fleetProvider) return err(noSuchFleet(this.#fleetRunId));
    const plan = await this.#readPlan();
    if (plan.isErr()) return err(plan.error);
    const state = readFleet(stored.value, plan.value);
    if (state.isErr()) return err(state.error);
    this.#leftAt = undefined;
    this.#stored = stored.value;
    this.#state = withoutUsedPlans(state.value);
    return ok(this.#state);
  }

  /** Loads it under its lease, with the wishes that nobody has granted yet. */
  async load(
    lease: Lease,
  ): Promise<Result<{ readonly state: FleetState; readonly wishes: StoredRun['wishes'] }, UpgradeError>> {
    const current = this.#leftAt === lease.token - 1;
    this.#leftAt = undefined;
    if (!current || !this.#state) {
      const read = await this.read();
      if (read.isErr()) return err(read.error);
    }
    const wishes = await this.#store.wishes(lease.scope);
    if (wishes.isErr()) return err(wishes.error);
    const { state } = this;
    if (!state) return err(noSuchFleet(this.#fleetRunId));
    return ok({ state, wishes: wishes.value[this.#fleetRunId] ?? {} });
  }

  /** Saves what was decided. @returns false where another has it now: then nothing of it counts */
  async save(
    next: FleetState,
    granted: readonly Wish[],
    lease: Lease,
    now: number,
  ): Promise<Result<boolean, StoreError>> {
    const stored = this.#stored;
    const before = this.#state;
    if (!stored || !before) return ok(false);
    const change = fleetChange(stored, before, next, granted);
    if (!change) {
      this.#state = next;
      return ok(true);
    }
    const saved = await this.#store.save([change], lease, now);
    if (saved.isErr()) return err(saved.error);
    if (saved.value.length === 0) return ok(false);
    this.#stored = savedFleet(stored, change);
    this.#state = withoutUsedPlans(next);
    return ok(true);
  }

  /** The lease is given back. */
  leave(lease: Lease): void {
    this.#leftAt = lease.token;
  }

  async #readPlan(): Promise<Result<FleetPlan, UpgradeError>> {
    const plans = await this.#store.plans([this.#fleetRunId]);
    return plans.isErr() ? err(plans.error) : parseFleetPlan(plans.value[this.#fleetRunId]);
  }
}

/** An instance's plan is its run's business once that has started: of thousands it would be kept twice. */
function withoutUsedPlans(state: FleetState): FleetState {
  const { plan } = state.run;
  const isUsed = ({ key, plan: own }: FleetInstance): boolean =>
    own.findings.length > 0 && state.instances.get(key)?.runId !== undefined;
  if (!plan.instances.some(isUsed)) return state;
  const instances = plan.instances.map((instance) =>
    isUsed(instance) ? { ...instance, plan: { ...instance.plan, ...used } } : instance,
  );
  return { ...state, run: { ...state.run, plan: { ...plan, instances } } };
}

const used = { hops: [], members: [], steps: [], findings: [], fingerprint: {} } as const;

function noSuchFleet(fleetRunId: string): StoreError {
  const message = `no fleet run ${fleetRunId} in this store; see \`fleet status\` for those that are`;
  return { kind: 'store', cause: 'no-such-run', message };
}
