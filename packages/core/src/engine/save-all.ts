import { err, ok, type Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant } from '../contract/time.ts';
import type { Lease, RunChange, Wish } from '../store/store.ts';
import type { Engine } from './engine.ts';
import { emit, eventsBetween } from './events.ts';
import type { InHand } from './load.ts';
import { isQuiet } from './quiet.ts';
import type { Evaluated } from './run/evaluate.ts';
import type { RunState } from './run/state.ts';

/** An intent that is stored and waits to be sent. */
export interface Stored<P extends Provider> {
  readonly hand: InHand<P>;
  readonly stepId: string;
}

/** What was saved. */
export interface Saved<P extends Provider> {
  readonly intents: readonly Stored<P>[];
  /** Whether all of it was. */
  readonly all: boolean;
}

/** Saves what was decided. Only runs that were really saved go on: their intents are returned. */
export async function saveAll<P extends Provider>(
  engine: Engine<P>,
  inHand: readonly InHand<P>[],
  evaluated: readonly Evaluated<P>[],
  lease: Lease,
  mayWait: (runId: string) => boolean,
): Promise<Result<Saved<P>, StoreError>> {
  const now = engine.clock.now();
  const changes = inHand.map((hand, index): RunChange | undefined => {
    const next = evaluated[index];
    const granted = Object.keys(hand.stored.wishes) as Wish[];
    if (next && granted.length === 0 && mayWait(next.state.run.id) && staysUnsaved(hand, next.state, now)) {
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
