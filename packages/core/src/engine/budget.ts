import { errAsync, okAsync, ResultAsync } from 'neverthrow';
import type { Gate } from '../contract/driver.ts';
import type { ThrottledError, UpgradeError } from '../contract/errors.ts';
import type { Json } from '../contract/facts.ts';
import type { Clock } from '../contract/ports.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';

/** A bucket of requests: `capacity` at most, refilled at a rate. Both shrink when the cloud throttles. */
export interface Budget {
  readonly tokens: number;
  readonly at: Instant;
  readonly refillPerSecond: number;
}

/** What the cloud takes. */
export interface BudgetLimits {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** Requests that reads leave for changes. */
const reserve = 0.1;
/** So many times slower at most. */
const slowest = 16;
/** After so many seconds without throttling it is twice as fast again. */
const doublesIn = 300;

/** The bucket as of now: refilled, and slowly back to its full rate. A clock that went back refills nothing. */
export function refilled(budget: Budget, limits: BudgetLimits, now: Instant): Budget {
  const seconds = Math.max(0, now - budget.at) / 1_000;
  const recovered = budget.refillPerSecond * 2 ** (seconds / doublesIn);
  const refillPerSecond = Math.min(limits.refillPerSecond, recovered);
  const tokens = budget.tokens + seconds * budget.refillPerSecond;
  return { tokens: Math.min(capacityAt(refillPerSecond, limits), tokens), at: now, refillPerSecond };
}

/**
 * How many requests may come at once, by what the cloud has throttled: all of the capacity at the full rate, one at
 * the slowest. What takes fewer requests a second than is assumed takes fewer at once as well.
 */
function capacityAt(refillPerSecond: number, limits: BudgetLimits): number {
  if (refillPerSecond >= limits.refillPerSecond) return limits.capacity;
  const slowed = Math.log(limits.refillPerSecond / refillPerSecond) / Math.log(slowest);
  return Math.max(1, limits.capacity ** (1 - slowed));
}

/** How long until a request may go: 0 when it may go now. */
export function waitFor(budget: Budget, limits: BudgetLimits, use: 'read' | 'write'): Milliseconds {
  const capacity = capacityAt(budget.refillPerSecond, limits);
  const floor = use === 'read' ? Math.min(capacity * reserve, capacity - 1) : 0;
  const missing = floor + 1 - budget.tokens;
  return missing <= 0 ? 0 : Math.ceil((missing / budget.refillPerSecond) * 1_000);
}

/** The cloud said that it was too much: nothing is left, and it refills half as fast for a while. */
export function throttled(budget: Budget, limits: BudgetLimits): Budget {
  const slower = Math.max(limits.refillPerSecond / slowest, budget.refillPerSecond / 2);
  // Below nothing is what others already wait for.
  return { ...budget, tokens: Math.min(0, budget.tokens), refillPerSecond: slower };
}

/** Reads the bucket that the last holder of the scope left; a full one where there is none. */
export function budgetFrom(carry: Json, limits: BudgetLimits, now: Instant): Budget {
  const full = { tokens: limits.capacity, at: now, refillPerSecond: limits.refillPerSecond };
  if (carry === null || typeof carry !== 'object' || Array.isArray(carry)) return full;
  const { tokens, at, refillPerSecond } = carry as Readonly<Record<string, Json>>;
  if (typeof tokens !== 'number' || typeof at !== 'number' || typeof refillPerSecond !== 'number')
    return full;
  if (!(refillPerSecond > 0)) return full;
  return refilled({ tokens, at, refillPerSecond }, limits, now);
}

/** A bucket in use: its gate waits for a turn, but never longer than `patience`. */
export class Meter {
  #budget: Budget;
  readonly #limits: BudgetLimits;
  readonly #clock: Clock;
  readonly #patience: Milliseconds;
  /** Its own refusals, in which the cloud has said nothing. */
  readonly #refusals = new WeakSet<UpgradeError>();

  constructor(budget: Budget, limits: BudgetLimits, clock: Clock, patience: Milliseconds) {
    this.#budget = budget;
    this.#limits = limits;
    this.#clock = clock;
    this.#patience = patience;
  }

  /** What the next holder is left. */
  get carry(): Json {
    const { tokens, at, refillPerSecond } = this.#budget;
    return { tokens, at, refillPerSecond };
  }

  /** Takes note of an error: a throttled answer shrinks the bucket for everyone. */
  note(error: UpgradeError): void {
    if (error.kind === 'throttled' && !this.#refusals.has(error))
      this.#budget = throttled(this.#budget, this.#limits);
  }

  /** Takes over what the last holder of the scope has left: the lower of both counts. */
  join(carry: Json): void {
    if (carry === null) return;
    const now = this.#clock.now();
    const own = refilled(this.#budget, this.#limits, now);
    const left = budgetFrom(carry, this.#limits, now);
    this.#budget = {
      tokens: Math.min(own.tokens, left.tokens),
      at: now,
      refillPerSecond: Math.min(own.refillPerSecond, left.refillPerSecond),
    };
  }

  readonly gate: Gate = (use) => this.#turn(use, this.#patience);

  /** A gate that waits longer, or less long, than the bucket's own. */
  patient(patience: Milliseconds): Gate {
    return (use) => this.#turn(use, patience);
  }

  #turn(use: 'read' | 'write', patience: Milliseconds): ReturnType<Gate> {
    this.#budget = refilled(this.#budget, this.#limits, this.#clock.now());
    const wait = waitFor(this.#budget, this.#limits, use);
    if (wait > patience) {
      const message = 'the request budget of this account and region is used up; nothing was sent';
      const error: ThrottledError = { kind: 'throttled', message, retryAfter: wait };
      this.#refusals.add(error);
      return errAsync(error);
    }
    // Taken before the wait, so that several waiting at once queue up.
    this.#budget = { ...this.#budget, tokens: this.#budget.tokens - 1 };
    return wait === 0 ? okAsync(undefined) : ResultAsync.fromSafePromise(this.#clock.sleep(wait));
  }
}

/** A full bucket of what a driver's cloud takes. */
export function freshMeter(
  { budget, callTimeout }: { readonly budget: BudgetLimits; readonly callTimeout: Milliseconds },
  clock: Clock,
): Meter {
  return new Meter(budgetFrom(null, budget, clock.now()), budget, clock, callTimeout / 4);
}

/** The buckets that one process uses: what it reads for a plan counts for the ticks that come after. */
export class Meters {
  readonly #meters = new Map<string, Meter>();
  readonly #make: () => Meter;

  constructor(make: () => Meter) {
    this.#make = make;
  }

  /** The bucket of a scope. */
  of(scope: string): Meter {
    const known = this.#meters.get(scope) ?? this.#make();
    this.#meters.set(scope, known);
    return known;
  }
}
