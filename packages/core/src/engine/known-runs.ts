import { err, ok, type Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Lease } from '../store/store.ts';
import type { Engine } from './engine.ts';
import { type InHand, loadRuns } from './load.ts';

/**
 * Runs of a scope as this process left them. They are good for as long as nobody else has had the scope: its
 * leases are numbered, and only who has one changes a run. What others do without one, a wish, is read each time.
 */
export class KnownRuns<P extends Provider> {
  readonly #inHand = new Map<string, InHand<P>>();
  #leftAt: number | undefined;

  /** The runs, loaded before a look: from memory where nobody can have changed them, else from the store. */
  async load(
    engine: Engine<P>,
    lease: Lease,
    runIds: readonly string[],
  ): Promise<Result<readonly InHand<P>[], StoreError>> {
    if (this.#leftAt !== lease.token - 1) this.#inHand.clear();
    this.#leftAt = undefined;
    const missing = runIds.filter((runId) => !this.#inHand.has(runId));
    const loaded = missing.length === 0 ? ok([]) : await loadRuns(engine, missing);
    if (loaded.isErr()) return err(loaded.error);
    const wishes = await engine.store.wishes(lease.scope);
    if (wishes.isErr()) return err(wishes.error);
    for (const hand of loaded.value) this.#inHand.set(hand.state.run.id, hand);
    const inHand: InHand<P>[] = [];
    for (const runId of runIds) {
      const hand = this.#inHand.get(runId);
      if (!hand) continue;
      const wished = wishes.value[runId];
      if (wished || Object.keys(hand.stored.wishes).length > 0) {
        hand.stored = { ...hand.stored, wishes: wished ?? {} };
      }
      inHand.push(hand);
    }
    return ok(inHand);
  }

  /** The lease is given back: what is in hand is what the store has, but for what could not be saved. */
  leave(lease: Lease): void {
    this.#leftAt = lease.token;
    for (const [runId, hand] of this.#inHand) if (hand.lost) this.#inHand.delete(runId);
  }

  get(runId: string): InHand<P> | undefined {
    return this.#inHand.get(runId);
  }

  /** Lets go of a run that has ended. */
  forget(runId: string): void {
    this.#inHand.delete(runId);
  }
}
