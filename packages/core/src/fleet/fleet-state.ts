import { err, ok, type Result } from 'neverthrow';
import type { StoreError, UpgradeError } from '../contract/errors.ts';
import type { Lease, Store, StoredRun, Wish } from '../store/store.ts';
import type { UpgradePlan } from '../contract/plan.ts';
import type { Provider } from '../contract/provider.ts';
import { parseFleetOutline, readOwnPlan } from './outline.ts';
import type { FleetOutline, OutlinedInstance } from './plan.ts';
import { fleetChange, fleetProvider, ownPlanId, readFleet, savedFleet } from './rows.ts';
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
    const plan = this.#state ? ok(this.#state.run.plan) : await this.#parseFleetOutline();
    if (plan.isErr()) return err(plan.error);
    const state = readFleet(stored.value, plan.value);
    if (state.isErr()) return err(state.error);
    this.#leftAt = undefined;
    this.#stored = stored.value;
    this.#state = state.value;
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
    this.#state = next;
    return ok(true);
  }

  /** The lease is given back. */
  leave(lease: Lease): void {
    this.#leftAt = lease.token;
  }

  /** Reads the plan of one instance: it is needed when the instance starts, and never again. */
  async planOf(instance: OutlinedInstance): Promise<Result<UpgradePlan<Provider>, StoreError>> {
    const id = ownPlanId(this.#fleetRunId, instance.key);
    const plans = await this.#store.plans([id]);
    return plans.isErr() ? err(plans.error) : readOwnPlan(instance, plans.value[id]);
  }

  async #parseFleetOutline(): Promise<Result<FleetOutline, UpgradeError>> {
    const plans = await this.#store.plans([this.#fleetRunId]);
    return plans.isErr() ? err(plans.error) : parseFleetOutline(plans.value[this.#fleetRunId]);
  }
}

function noSuchFleet(fleetRunId: string): StoreError {
  const message = `no fleet run ${fleetRunId} in this store; see \`fleet status\` for those that are`;
  return { kind: 'store', cause: 'no-such-run', message };
}
