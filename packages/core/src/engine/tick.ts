import { err, ok, type Result, ResultAsync } from 'neverthrow';
import type { Gate } from '../contract/driver.ts';
import type { StoreError, UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant } from '../contract/time.ts';
import type { Lease, RunChange, StoredRun, Wish } from '../store/store.ts';
import type { Meter } from './budget.ts';
import { type Engine, leaseDuration } from './engine.ts';
import { emit, eventsBetween } from './events.ts';
import { HeldLease, monotonic } from './held-lease.ts';
import type { KnownRuns } from './known-runs.ts';
import { type InHand, loadRuns } from './load.ts';
import { isBlind, problemOf, takeLook } from './look.ts';
import { isQuiet } from './quiet.ts';
import { isAtRest, restAfter } from './rest.ts';
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
  const loaded = await (known ? known.load(engine, held.lease, runIds) : loadRuns(engine, runIds));
  if (loaded.isErr()) return err(loaded.error);
  const inHand = loaded.value;
  const wished = inHand.map(({ state, stored }) => grant(state, stored, clock.now()));
  const needsEach = wished.map((state, index): readonly P['need'][] => {
    if (state.run.state !== 'running') return [];
    const hand = inHand[index];
    return hand?.rest && hand.state === state ? hand.rest.needs : needsOf(state, driver, policy);
  });
  const needs = needsEach.flat();
  const once = [...new Map(needs.map((need) => [need.key, need])).values()];
  // A look may take longer than a lease lasts.
  const gate: Gate = (use) => new ResultAsync(held.keep()).andThen(() => meter.gate(use));
  const snapshot = await takeLook(driver, once, { gate, now: () => clock.now() }, engine);
  const problem = problemOf(snapshot);
  if (problem) meter.note(problem);

  const kept = await held.keep();
  if (kept.isErr()) return err(kept.error);
  const { sendBy } = held;
  const blind = isBlind(snapshot);
  const evaluated = wished.map((state, index): Evaluated<P> => {
    if (state.run.state !== 'running') return { state, intents: [] };
    const hand = inHand[index];
    if (hand?.rest && hand.state === state && isAtRest(hand.rest, snapshot)) {
      hand.rest.lookAgainAt = snapshot.observedAt + hand.rest.interval;
      return { state, intents: [] };
    }
    if (hand) delete hand.rest;
    if (problem && blind) {
      return {
        state: afterBlindLook(state, problem, snapshot.observedAt, policy, engine.owner),
        intents: [],
      };
    }
    return evaluate(state, snapshot, { driver, policy, sendBy, observer: engine.owner });
  });
  if (known) {
    for (const [index, { state, intents }] of evaluated.entries()) {
      const hand = inHand[index];
      if (!hand || hand.rest || intents.length > 0 || state.run.state !== 'running') continue;
      const rest = restAfter(state, needsEach[index] ?? [], snapshot);
      if (rest) hand.rest = rest;
    }
  }
  const saved = await saveAll(engine, inHand, evaluated, held.lease, known !== undefined);
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
  keepsQuiet: boolean,
): Promise<Result<{ readonly intents: readonly Stored<P>[]; readonly all: boolean }, StoreError>> {
  const now = engine.clock.now();
  const changes = inHand.map((hand, index): RunChange | undefined => {
    const next = evaluated[index];
    const granted = Object.keys(hand.stored.wishes) as Wish[];
    if (next && keepsQuiet && granted.length === 0 && staysUnsaved(hand, next.state, now)) {
      hand.state = next.state;
      return undefined;
    }
    return next && engine.rows.change(hand.stored, hand.state, next.state, granted);
  });
  const real = changes.filter((change) => change !== undefined && isChange(change)) as RunChange[];
  const saved = real.length === 0 ? ok([]) : await engine.store.save(real, lease, now);
  if (saved.isErr()) return err(saved.error);
  const savedIds = new Set<string>(saved.value);
  const intents: Stored<P>[] = [];
  for (const [index, hand] of inHand.entries()) {
    const change = changes[index];
    const next = evaluated[index];
    if (!change || !next) continue;
    if (isChange(change) && !savedIds.has(change.runId)) hand.lost = true;
    if (!savedIds.has(change.runId)) continue;
    hand.savedAt = now;
    const before = hand.state;
    hand.stored = engine.rows.saved(hand.stored, change, next.state);
    hand.state = next.state;
    if (engine.events) for (const event of eventsBetween(before, next.state, now)) emit(engine.events, event);
    if (next.state.run.state === 'ended') engine.rows.forget(change.runId);
    intents.push(...next.intents.map(({ stepId }) => ({ hand, stepId })));
  }
  return ok({ intents, all: real.every(({ runId }) => savedIds.has(runId)) });
}

/** How long what is only about looks may stay unsaved. */
const longestUnsaved = 10 * 60_000;

function staysUnsaved<P extends Provider>(hand: InHand<P>, after: RunState<P>, now: Instant): boolean {
  hand.savedAt ??= now;
  return now - hand.savedAt < longestUnsaved && isQuiet(hand.state, after);
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
  if (!engine.events) return;
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
