import type { Driver } from '../contract/driver.ts';
import type { EventSink } from '../contract/event.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import type { Provider } from '../contract/provider.ts';
import type { Milliseconds } from '../contract/time.ts';
import type { Store } from '../store/store.ts';
import type { Policy } from './policy.ts';
import type { Rows } from './rows.ts';

/** Everything that a tick works with; all of it comes in from outside. */
export interface Engine<P extends Provider> {
  readonly driver: Driver<P>;
  readonly store: Store;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly policy: Policy;
  readonly events: EventSink | undefined;
  /** Who holds leases: another name for every upgrader. */
  readonly owner: string;
  readonly rows: Rows<P>;
}

/**
 * How long a lease lasts: long enough for a look and for a call that takes all its time. A fifth of it is kept
 * as a margin, so that nothing is sent near its end.
 */
export function leaseDuration<P extends Provider>(engine: Engine<P>): Milliseconds {
  return engine.driver.callTimeout * 3;
}

/** The part of a lease that may be used. */
export const usablePart = 0.8;
