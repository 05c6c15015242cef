import { err, ok, type Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import type { Lease, StoredRun } from '../store/store.ts';
import type { Engine } from './engine.ts';
import { type InHand, loadRuns } from './load.ts';
import { afterRest, type Rest, restsOn } from './rest.ts';
import { needsOf } from './run/needs.ts';

/** A run of which no more is in memory than what it has to be looked at for. */
export interface Asleep<P extends Provider> {
  readonly runId: string;
  readonly needs: readonly P['need'][];
  /** Absent where nobody has looked yet. */
  readonly rest?: Rest<P>;
}

/** The runs of a tick, loaded before its look. */
export interface Taken<P extends Provider> {
  readonly awake: readonly InHand<P>[];
  readonly asleep: readonly Asleep<P>[];
}

/** Runs that are read whole at a time: of thousands only what they need to be looked at for stays in memory. */
export const batchSize = 250;

/**
 * Runs of a scope as this process left them. They are good for as long as nobody else has had the scope: its
 * leases are numbered, and only who has one changes a run. What others do without one, a wish, is read each time.
 */
export class KnownRuns<P extends Provider> {
  readonly #awake = new Map<string, InHand<P>>();
  readonly #asleep = new Map<string, Asleep<P>>();
  #leftAt: number | undefined;

  /** The runs, taken up before a look: from memory where nobody can have changed them, else from the store. */
  async take(
    engine: Engine<P>,
    lease: Lease,
    runIds: readonly string[],
  ): Promise<Result<Taken<P>, StoreError>> {
    if (this.#leftAt !== lease.token - 1) {
      this.#awake.clear();
      this.#asleep.clear();
    }
    this.#leftAt = undefined;
    const wishes = await engine.store.wishes(lease.scope);
    if (wishes.isErr()) return err(wishes.error);
    const wished = wishes.value;
    for (const runId of Object.keys(wished)) this.#asleep.delete(runId);
    const missing = runIds.filter((runId) => !this.#awake.has(runId) && !this.#asleep.has(runId));
    for (const batch of batchesOf(missing)) {
      const loaded = await loadRuns(engine, batch);
      if (loaded.isErr()) return err(loaded.error);
      for (const hand of loaded.value) this.#add(engine, hand, missing.length > batchSize);
    }
    const awake: InHand<P>[] = [];
    const asleep: Asleep<P>[] = [];
    for (const runId of runIds) {
      const sleeper = this.#asleep.get(runId);
      if (sleeper) asleep.push(sleeper);
      const hand = this.#awake.get(runId);
      if (!hand) continue;
      setWishes(hand, wished[runId]);
      awake.push(hand);
    }
    return ok({ awake, asleep });
  }

  #add(engine: Engine<P>, hand: InHand<P>, areMany: boolean): void {
    const { id: runId, state } = hand.state.run;
    const mayWait = areMany && state === 'running' && Object.keys(hand.stored.wishes).length === 0;
    if (mayWait) this.#asleep.set(runId, { runId, needs: needsOf(hand.state, engine.driver, engine.policy) });
    else this.#awake.set(runId, hand);
  }

  /** Whether a run that sleeps may go on sleeping after a look. */
  sleepsOn({ policy }: Engine<P>, { rest }: Asleep<P>, snapshot: Snapshot<P>): boolean {
    return rest !== undefined && restsOn(rest, snapshot, policy);
  }

  /** Takes up whole what sleeps, under the lease under which it was taken: nobody else has changed it meanwhile. */
  async wake(
    engine: Engine<P>,
    sleepers: readonly Asleep<P>[],
  ): Promise<Result<readonly InHand<P>[], StoreError>> {
    const rests = new Map(sleepers.map(({ runId, rest }) => [runId, rest]));
    const loaded = await loadRuns(engine, [...rests.keys()]);
    if (loaded.isErr()) return err(loaded.error);
    for (const hand of loaded.value) {
      const { id } = hand.state.run;
      const rest = rests.get(id);
      if (rest) hand.state = afterRest(hand.state, rest, engine.owner);
      // What was wished since then is for the next tick: this one has not looked for it.
      setWishes(hand, undefined);
      this.#asleep.delete(id);
      this.#awake.set(id, hand);
    }
    return ok(loaded.value);
  }

  /** Lets a run sleep whose state is stored. */
  sleep(runId: string, rest: Rest<P>): void {
    this.#awake.delete(runId);
    this.#asleep.set(runId, { runId, needs: rest.needs, rest });
  }

  /** The lease is given back: what is in hand is what the store has, but for what could not be saved. */
  leave(lease: Lease): void {
    this.#leftAt = lease.token;
    for (const [runId, hand] of this.#awake) if (hand.lost) this.#awake.delete(runId);
  }

  /** The rest of a run that sleeps. */
  restOf(runId: string): Rest<P> | undefined {
    return this.#asleep.get(runId)?.rest;
  }

  get(runId: string): InHand<P> | undefined {
    return this.#awake.get(runId);
  }

  /** Lets go of a run that has ended. */
  forget(runId: string): void {
    this.#awake.delete(runId);
    this.#asleep.delete(runId);
  }
}

/** Splits what is read whole into parts of which each fits into memory. */
export function batchesOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / batchSize) }, (_, index) =>
    all.slice(index * batchSize, (index + 1) * batchSize),
  );
}

function setWishes<P extends Provider>(hand: InHand<P>, wished: StoredRun['wishes'] | undefined): void {
  if (wished || Object.keys(hand.stored.wishes).length > 0) {
    hand.stored = { ...hand.stored, wishes: wished ?? {} };
  }
}
