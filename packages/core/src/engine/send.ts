import { err, ok, type Result } from 'neverthrow';
import type { StoreError, UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { CallAnswer } from '../contract/verdict.ts';
import type { Lease } from '../store/store.ts';
import type { Meter } from './budget.ts';
import type { Engine } from './engine.ts';
import { emit, eventsBetween } from './events.ts';
import type { HeldLease } from './held-lease.ts';
import { withAnswer, withoutSending } from './run/answer.ts';
import { memoryOf } from './run/state.ts';
import type { Stored } from './save-all.ts';

/**
 * Sends stored intents one by one and stores each answer. An intent goes out only while it may and while the
 * lease outlasts its call; one that did not go out is answered as such, so that it is no lock for the next tick.
 *
 * @returns an error that kept a call from being taken, where there was one
 */
export async function sendIntents<P extends Provider>(
  engine: Engine<P>,
  intents: readonly Stored<P>[],
  held: HeldLease<P>,
  meter: Meter,
): Promise<Result<UpgradeError | undefined, StoreError>> {
  let problem: UpgradeError | undefined;
  for (const stored of intents) {
    const kept = await held.keep();
    if (kept.isErr()) return err(kept.error);
    // The lease is another's: so is everything that is left to do.
    if (!kept.value) return ok(problem);
    const { answer, sent } = await sendOne(engine, stored, held, meter);
    if (answer.answer !== 'accepted') {
      meter.note(answer.error);
      // What only came too late in a long row goes out with the next tick: nothing keeps the scope from that.
      const isLate = !sent && answer.error.kind === 'unavailable';
      if (answer.answer === 'throttled' && !isLate) problem = answer.error;
    }
    const stay = await keepAnswer(engine, stored, { answer, sent }, held.lease);
    if (stay.isErr()) return err(stay.error);
  }
  return ok(problem);
}

/** An answer, and whether anything was sent for it. */
interface Sending<P extends Provider> {
  readonly answer: CallAnswer<P>;
  readonly sent: boolean;
}

async function sendOne<P extends Provider>(
  engine: Engine<P>,
  { hand, stepId }: Stored<P>,
  held: HeldLease<P>,
  meter: Meter,
): Promise<Sending<P>> {
  const { intent } = memoryOf(hand.state, stepId);
  if (!intent) throw new Error(`step ${stepId} has no intent to send`);
  const isTooLate = (): boolean => engine.clock.now() > intent.sendBy || !held.outlastsACall();
  const message = `${intent.call.operation} was not sent yet: its turn came too late`;
  const tooLate: Sending<P> = {
    answer: { answer: 'throttled', error: { kind: 'unavailable', message } },
    sent: false,
  };
  // A turn that nobody uses would be lost to those who come after.
  if (isTooLate()) return tooLate;
  const turn = await meter.gate('write');
  if (turn.isErr()) return { answer: { answer: 'throttled', error: turn.error }, sent: false };
  // Checked last, right before the send: nothing but the socket lies behind it.
  if (isTooLate()) return tooLate;
  return { answer: await engine.driver.send(intent.call, intent.token), sent: true };
}

/** Stores an answer, unless somebody has given the call up meanwhile: then it is theirs to look. */
async function keepAnswer<P extends Provider>(
  engine: Engine<P>,
  { hand, stepId }: Stored<P>,
  { answer, sent }: Sending<P>,
  lease: Lease,
): Promise<Result<void, StoreError>> {
  const now = engine.clock.now();
  const memory = memoryOf(hand.state, stepId);
  const answered = sent
    ? withAnswer(memory, answer, now, engine.policy, engine.randomness.next())
    : withoutSending(memory, answer, now);
  const after = { ...hand.state, memories: { ...hand.state.memories, [stepId]: answered } };
  const change = engine.rows.change(hand.stored, hand.state, after, []);
  const saved = await engine.store.save([change], lease, now);
  if (saved.isErr()) return err(saved.error);
  const runId = hand.state.run.id;
  const { operation } = memory.intent?.call ?? { operation: '' };
  const error = answer.answer === 'accepted' ? {} : { error: answer.error };
  emit(engine.events, {
    event: 'call-answered',
    at: now,
    runId,
    stepId,
    operation,
    answer: answer.answer,
    ...error,
  });
  if (!saved.value.includes(runId)) {
    hand.lost = true;
    return ok(undefined);
  }
  hand.savedAt = now;
  hand.stored = engine.rows.saved(hand.stored, change, after);
  for (const event of eventsBetween(hand.state, after, now)) emit(engine.events, event);
  hand.state = after;
  return ok(undefined);
}
