import { err, ok, type Result, ResultAsync } from 'neverthrow';
import type { Gate } from '../contract/driver.ts';
import type { StoreError, UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant } from '../contract/time.ts';
import type { Lease, RunChange, StoredRun, Wish } from '../store/store.ts';
import { budgetFrom, Meter } from './budget.ts';
import { type Engine, leaseDuration } from './engine.ts';
import { emit, eventsBetween } from './events.ts';
import { HeldLease, monotonic } from './held-lease.ts';
import { type InHand, loadRuns } from './load.ts';
import { isBlind, problemOf, takeLook } from './look.ts';
import { afterBlindLook } from './run/blind.ts';
import { type Evaluated, evaluate } from './run/evaluate.ts';
import { needsOf } from './run/needs.ts';
import type { RunState } from './run/state.ts';
import { cancelRun, continueRun, reopenRun } from './run/wishes.ts';
import { sendIntents } from './send.ts';

/** What a tick came to. */
export type Ticked<P extends Provider> =
  | {
      readonly ticked: true;
      readonly inHand: readonly InHand<P>[];
      /** What kept it from looking or acting. */
      readonly problem?: UpgradeError;
    }
  | { readonly ticked: false; readonly heldBy: string; readonly until: Instant };

/**
 * One tick of a scope: take the lease, load, look once for all runs, decide, store the intents, act. Loading
 * comes before looking, so that a save is refused when anything has changed since the look began.
 */
export async function tick<P extends Provider>(
  engine: Engine<P>,
  scope: string,
  runIds: readonly string[],
): Promise<Result<Ticked<P>, UpgradeError>> {
  const { store, clock, driver } = engine;
  const askedAt = clock.now();
  const since = monotonic(engine);
  const acquired = await store.acquire(scope, engine.owner, leaseDuration(engine), askedAt);
  if (acquired.isErr()) return err(acquired.error);
  if (!acquired.value.acquired) {
    return ok({ ticked: false, heldBy: acquired.value.owner, until: acquired.value.expiresAt });
  }
  const { lease } = acquired.value;
  const patience = driver.callTimeout / 4;
  const meter = new Meter(budgetFrom(lease.carry, driver.budget, askedAt), driver.budget, clock, patience);
  const held = new HeldLease(engine, lease, since);
  try {
    return await underLease(engine, runIds, held, meter);
  } finally {
    // One that is not given back, whatever the reason, expires by itself.
    await store.release(held.lease, meter.carry);
  }
}

async function underLease<P extends Provider>(
  engine: Engine<P>,
  runIds: readonly string[],
  held: HeldLease<P>,
  meter: Meter,
): Promise<Result<Ticked<P>, UpgradeError>> {
  const { clock, driver, policy } = engine;
  const loaded = await loadRuns(engine, runIds);
  if (loaded.isErr()) return err(loaded.error);
  const inHand = loaded.value;
  const wished = inHand.map(({ state, stored }) => grant(state, stored, clock.now()));
  const needs = wished.flatMap((state) =>
    state.run.state === 'running' ? needsOf(state, driver, policy) : [],
  );
  const once = [...new Map(needs.map((need) => [need.key, need])).values()];
  // A look may take longer than a lease lasts.
  const gate: Gate = (use) => new ResultAsync(held.keep()).andThen(() => meter.gate(use));
  const snapshot = await takeLook(driver, once, { gate, now: () => clock.now() }, engine);
  const problem = problemOf(snapshot);
  if (problem) meter.note(problem);

  const kept = await held.keep();
  if (kept.isErr()) return err(kept.error);
  const { sendBy } = held;
  const evaluated = wished.map((state): Evaluated<P> => {
    if (state.run.state !== 'running') return { state, intents: [] };
    if (isBlind(snapshot) && problem) {
      return { state: afterBlindLook(state, problem, snapshot.observedAt, policy), intents: [] };
    }
    return evaluate(state, snapshot, { driver, policy, sendBy, observer: engine.owner });
  });
  const saved = await saveAll(engine, inHand, evaluated, held.lease);
  if (saved.isErr()) return err(saved.error);
  emitLook(engine, inHand, snapshot.id, Object.values(snapshot.sights));
  const refused = await sendIntents(engine, saved.value.intents, held, meter);
  if (refused.isErr()) return err(refused.error);
  const trouble = refused.value ?? problem ?? (saved.value.all ? undefined : notStored);
  return ok({ ticked: true, inHand, ...(trouble ? { problem: trouble } : {}) });
}

const notStored: UpgradeError = {
  kind: 'unavailable',
  message: 'what was seen was not stored: another process had the run meanwhile; it is looked at again',
};

function grant<P extends Provider>(state: RunState<P>, stored: StoredRun, now: Instant): RunState<P> {
  const reopened = stored.wishes.reopen === undefined ? state : reopenRun(state, now);
  const continued = stored.wishes.continue === undefined ? reopened : continueRun(reopened, now);
  return stored.wishes.cancel === undefined ? continued : cancelRun(continued, now);
}

/** An intent that is stored and waits to be sent. */
export interface Stored<P extends Provider> {
  readonly hand: InHand<P>;
  readonly stepId: string;
}

/** Saves what was decided. Only runs that were really saved go on: their intents are returned. */
async function saveAll<P extends Provider>(
  engine: Engine<P>,
  inHand: readonly InHand<P>[],
  evaluated: readonly Evaluated<P>[],
  lease: Lease,
): Promise<Result<{ readonly intents: readonly Stored<P>[]; readonly all: boolean }, StoreError>> {
  const changes = inHand.map((hand, index): RunChange | undefined => {
    const next = evaluated[index];
    const granted = Object.keys(hand.stored.wishes) as Wish[];
    return next && engine.rows.change(hand.stored, hand.state, next.state, granted);
  });
  const real = changes.filter((change) => change !== undefined && isChange(change)) as RunChange[];
  const saved = real.length === 0 ? ok([]) : await engine.store.save(real, lease, engine.clock.now());
  if (saved.isErr()) return err(saved.error);
  const savedIds = new Set<string>(saved.value);
  const intents: Stored<P>[] = [];
  for (const [index, hand] of inHand.entries()) {
    const change = changes[index];
    const next = evaluated[index];
    if (!change || !next || !savedIds.has(change.runId)) continue;
    const before = hand.state;
    hand.stored = engine.rows.saved(hand.stored, change, next.state);
    hand.state = next.state;
    for (const event of eventsBetween(before, next.state, engine.clock.now())) emit(engine.events, event);
    if (next.state.run.state === 'ended') engine.rows.forget(change.runId);
    intents.push(...next.intents.map(({ stepId }) => ({ hand, stepId })));
  }
  return ok({ intents, all: real.every(({ runId }) => savedIds.has(runId)) });
}

function isChange(change: RunChange): boolean {
  return change.run !== undefined || Object.keys(change.steps).length > 0 || change.granted.length > 0;
}

function emitLook<P extends Provider>(
  engine: Engine<P>,
  inHand: readonly InHand<P>[],
  lookId: string,
  sights: readonly { readonly sight: string }[],
): void {
  const notLooked = sights.filter(({ sight }) => sight === 'not-looked').length;
  const at = engine.clock.now();
  for (const { state } of inHand) {
    emit(engine.events, {
      event: 'looked',
      at,
      runId: state.run.id,
      lookId,
      seen: sights.length - notLooked,
      notLooked,
    });
  }
}
