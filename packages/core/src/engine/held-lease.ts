import { err, ok, type Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant } from '../contract/time.ts';
import type { Lease } from '../store/store.ts';
import { type Engine, leaseDuration, usablePart } from './engine.ts';

/** The lease of a tick, prolonged for as long as the tick needs it. */
export class HeldLease<P extends Provider> {
  readonly #engine: Engine<P>;
  #lease: Lease;

  constructor(engine: Engine<P>, lease: Lease) {
    this.#engine = engine;
    this.#lease = lease;
  }

  get lease(): Lease {
    return this.#lease;
  }

  /** Until when a call may begin: it has to be over, with a margin, before the lease is. */
  get sendBy(): Instant {
    const margin = leaseDuration(this.#engine) * (1 - usablePart);
    return this.#lease.expiresAt - margin - this.#engine.driver.callTimeout;
  }

  /** Prolongs the lease where it does not outlast a call any more. False when another has it. */
  async keep(): Promise<Result<boolean, StoreError>> {
    const now = this.#engine.clock.now();
    if (now <= this.sendBy) return ok(true);
    const renewed = await this.#engine.store.renew(this.#lease, leaseDuration(this.#engine), now);
    if (renewed.isErr()) return err(renewed.error);
    if (!renewed.value) return ok(false);
    this.#lease = renewed.value;
    return ok(true);
  }
}
