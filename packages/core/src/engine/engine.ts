import type { Driver } from '../contract/driver.ts';
import type { EventSink } from '../contract/event.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import type { Provider } from '../contract/provider.ts';
import type { Milliseconds } from '../contract/time.ts';
import type { Store } from '../store/store.ts';
import { systemClock, systemRandomness } from '../system.ts';
import { freshMeter, Meters } from './budget.ts';
import { type Policy, usablePolicy } from './policy.ts';
import { Rows } from './rows.ts';

/** What an upgrader is made of. Time, chance, storage and the cloud all come in from outside. */
export interface UpgraderParts<P extends Provider> {
  readonly driver: Driver<P>;
  /** Where runs are kept: what survives a crash is what the store survives. */
  readonly store: Store;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: the machine's. */
  readonly randomness?: Randomness;
  /** Default: `defaultPolicy`, field by field. What cannot be used falls back to it. */
  readonly policy?: Partial<Policy>;
  readonly events?: EventSink;
}

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
  /** Request budgets by scope; what other processes have used of one comes with its lease. */
  readonly meters: Meters;
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

/** Fills in what was left out. */
export function createEngine<P extends Provider>(parts: UpgraderParts<P>): Engine<P> {
  const { driver, store, clock = systemClock(), randomness = systemRandomness(), events } = parts;
  const policy = usablePolicy(parts.policy ?? {});
  const meters = new Meters(() => freshMeter(driver, clock));
  const rows = new Rows<P>();
  return { driver, store, clock, randomness, policy, events, owner: randomness.id(), rows, meters };
}
