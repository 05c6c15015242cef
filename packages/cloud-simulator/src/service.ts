import type { CloudAnswer, CloudCall } from './answer.ts';
import type { Random } from './random.ts';

/** How a read sees the state. */
export interface ReadView {
  /** Milliseconds: a read is answered as of this long ago. Changes always act on the truth. */
  staleBy: number;
  /** When given, a listing leaves out one item that this picks. */
  missing: Random | undefined;
}

/**
 * A half of the simulated cloud. It knows no timer and no network: state moves on when somebody looks,
 * by first making every transition that is due at `now`.
 */
export interface CloudService {
  handle(call: CloudCall, now: number, view: ReadView): CloudAnswer;
  /** Makes the transitions that are due, so that the journal has them. */
  settle?(now: number): void;
}
