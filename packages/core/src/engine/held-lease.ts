import { err, ok, type Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';
import type { Lease } from '../store/store.ts';
import { type Engine, leaseDuration, usablePart } from './engine.ts';

/** The lease of a tick, prolonged for as long as the tick needs it. */
export class HeldLease<P extends Provider> {
  readonly #engine: Engine<P>;
  #lease: Lease;
  #since: Milliseconds;

  /** @param since the monotonic time before the lease was asked for */
  constructor(engine: Engine<P>, lease: Lease, since: Milliseconds) {
    this.#engine = engine;
    this.#lease = lease;
    this.#since = since;
  }

  get lease(): Lease {
    return this.#lease;
  }

  /** Until when a call may begin: it has to be over, with a margin, before the lease is. */
  get sendBy(): Instant {
    const margin = leaseDuration(this.#engine) * (1 - usablePart);
    return this.#lease.expiresAt - margin - this.#engine.driver.callTimeout;
  }

  /** Whether the lease outlasts a call that begins now: by the wall clock, and by the one that nobody sets. */
  outlastsACall(): boolean {
    const usable = leaseDuration(this.#engine) * usablePart - this.#engine.driver.callTimeout;
    return this.#engine.clock.now() <= this.sendBy && monotonic(this.#engine) - this.#since <= usable;
  }

  /** Prolongs the lease where it does not outlast a call any more. False when another has it. */
  async keep(): Promise<Result<boolean, StoreError>> {
    if (this.outlastsACall()) return ok(true);
    const now = this.#engine.clock.now();
    const since = monotonic(this.#engine);
    const renewed = await this.#engine.store.renew(this.#lease, leaseDuration(this.#engine), now);
    if (renewed.isErr()) return err(renewed.error);
    if (!renewed.value) return ok(false);
    this.#lease = renewed.value;
    this.#since = since;
    return ok(true);
  }
}

/** The engine's time that is never set. */
export function monotonic<P extends Provider>({ clock }: Engine<P>): Milliseconds {
  return clock.monotonic?.() ?? clock.now();
}
