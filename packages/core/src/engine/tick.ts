import { err, ok, type Result, ResultAsync } from 'neverthrow';
import type { Gate } from '../contract/driver.ts';
import type { StoreError, UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import type { Instant } from '../contract/time.ts';
import type { StoredRun } from '../store/store.ts';
import type { Meter } from './budget.ts';
import { type Engine, leaseDuration } from './engine.ts';
import { emit } from './events.ts';
import { HeldLease, monotonic } from './held-lease.ts';
import { batchesOf, type KnownRuns, type Taken } from './known-runs.ts';
import { type InHand, loadRuns } from './load.ts';
import { type Seeing, seeingOf, takeLook } from './look.ts';
import { type Rest, restAfter } from './rest.ts';
import { afterBlindLook } from './run/blind.ts';
import { type Evaluated, evaluate } from './run/evaluate.ts';
import { needsOf } from './run/needs.ts';
import type { RunState } from './run/state.ts';
import { cancelRun, continueRun, reopenRun } from './run/wishes.ts';
import { type Saved, saveAll } from './save-all.ts';
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
  known?: KnownRuns<P>,
): Promise<Result<Ticked<P>, UpgradeError>> {
  const { store, clock } = engine;
  const askedAt = clock.now();
  const since = monotonic(engine);
  const acquired = await store.acquire(scope, engine.owner, leaseDuration(engine), askedAt);
  if (acquired.isErr()) return err(acquired.error);
  if (!acquired.value.acquired) {
    return ok({ ticked: false, heldBy: acquired.value.owner, until: acquired.value.expiresAt });
  }
  const { lease } = acquired.value;
  const meter = engine.meters.of(scope);
  meter.join(lease.carry);
  const held = new HeldLease(engine, lease, since);
  try {
    return await underLease(engine, runIds, held, meter, known);
  } finally {
    // One that is not given back, whatever the reason, expires by itself.
    await store.release(held.lease, meter.carry);
    known?.leave(held.lease);
  }
}

async function underLease<P extends Provider>(
  engine: Engine<P>,
  runIds: readonly string[],
  held: HeldLease<P>,
  meter: Meter,
  known: KnownRuns<P> | undefined,
): Promise<Result<Ticked<P>, UpgradeError>> {
  const { clock, driver, policy } = engine;
  const taken = await take(engine, runIds, held, known);
  if (taken.isErr()) return err(taken.error);
  const { awake, asleep } = taken.value;
  const wished = awake.map(({ state, stored }) => grant(state, stored, clock.now()));
  const once = new Map<string, P['need']>();
  for (const state of wished) {
    if (state.run.state !== 'running') continue;
    for (const need of needsOf(state, driver, policy)) once.set(need.key, need);
  }
  for (const { needs } of asleep) for (const need of needs) once.set(need.key, need);
  // A look may take longer than a lease lasts.
  const gate: Gate = (use) =>
    held.outlastsACall() ? meter.gate(use) : new ResultAsync(held.keep()).andThen(() => meter.gate(use));
  const snapshot = await takeLook(driver, [...once.values()], { gate, now: () => clock.now() }, engine);
  const seeing = seeingOf(snapshot);
  const { problem } = seeing;
  if (problem) meter.note(problem);

  const decided = await decide(engine, awake, wished, snapshot, seeing, held, known);
  if (decided.isErr()) return err(decided.error);
  const inHand = [...awake];
  const intents = [...decided.value.intents];
  let { all } = decided.value;
  const woken = known ? asleep.filter((sleeper) => !known.sleepsOn(engine, sleeper, snapshot)) : [];
  for (const batch of known ? batchesOf(woken) : []) {
    const loaded = await (known?.wake(engine, batch) ?? ok([]));
    if (loaded.isErr()) return err(loaded.error);
    const states = loaded.value.map(({ state }) => state);
    const more = await decide(engine, loaded.value, states, snapshot, seeing, held, known);
    if (more.isErr()) return err(more.error);
    // Of thousands those that sleep again are not kept.
    inHand.push(...loaded.value.filter(({ state }) => !known?.restOf(state.run.id)));
    intents.push(...more.value.intents);
    all &&= more.value.all;
  }
  emitLook(engine, runIds, snapshot.id, seeing);
  const refused = await sendIntents(engine, intents, held, meter);
  if (refused.isErr()) return err(refused.error);
  const trouble = refused.value ?? problem ?? (all ? undefined : notStored);
  const shown = known ? inHand.filter(({ state }) => !known.restOf(state.run.id)) : inHand;
  return ok({ ticked: true, inHand: shown, ...(trouble ? { problem: trouble } : {}) });
}

/** Loads the runs of a tick, before its look. */
async function take<P extends Provider>(
  engine: Engine<P>,
  runIds: readonly string[],
  held: HeldLease<P>,
  known: KnownRuns<P> | undefined,
): Promise<Result<Taken<P>, StoreError>> {
  if (known) return await known.take(engine, held.lease, runIds);
  return (await loadRuns(engine, runIds)).map((awake) => ({ awake, asleep: [] }));
}

/** From a look to the next states of runs, and those stored. @returns the intents that may be sent */
async function decide<P extends Provider>(
  engine: Engine<P>,
  inHand: readonly InHand<P>[],
  wished: readonly RunState<P>[],
  snapshot: Snapshot<P>,
  { problem, blind }: Seeing,
  held: HeldLease<P>,
  known: KnownRuns<P> | undefined,
): Promise<Result<Saved<P>, UpgradeError>> {
  const { driver, policy, owner: observer, randomness } = engine;
  const kept = await held.keep();
  if (kept.isErr()) return err(kept.error);
  const { sendBy } = held;
  const rests = new Map<string, Rest<P>>();
  const evaluated = wished.map((state): Evaluated<P> => {
    if (state.run.state !== 'running') return { state, intents: [] };
    if (problem && blind) {
      return { state: afterBlindLook(state, problem, snapshot.observedAt, policy, observer), intents: [] };
    }
    const next = evaluate(state, snapshot, { driver, policy, sendBy, observer });
    if (!known || next.intents.length > 0 || next.state.run.state !== 'running') return next;
    const needs = needsOf(next.state, driver, policy);
    const rest = restAfter(next.state, needs, snapshot, policy, randomness.next());
    if (rest) rests.set(state.run.id, rest);
    return next;
  });
  const mayWait = (runId: string): boolean => known !== undefined && !rests.has(runId);
  const saved = await saveAll(engine, inHand, evaluated, held.lease, mayWait);
  if (saved.isErr()) return err(saved.error);
  for (const hand of inHand) {
    const rest = hand.lost ? undefined : rests.get(hand.state.run.id);
    if (rest) known?.sleep(hand.state.run.id, rest);
  }
  return ok(saved.value);
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

function emitLook<P extends Provider>(
  engine: Engine<P>,
  runIds: readonly string[],
  lookId: string,
  { seen, notLooked }: Seeing,
): void {
  if (!engine.events) return;
  const at = engine.clock.now();
  for (const runId of runIds) emit(engine.events, { event: 'looked', at, runId, lookId, seen, notLooked });
}
