import type { CloudCall } from './answer.ts';
import type { Random } from './random.ts';

/** The faults that need nothing but a name. */
export type NamedFault =
  /** Refused as too many requests, without effect. */
  | 'throttle'
  /** A server error, without effect. */
  | 'server-error'
  /** The connection breaks before the call reaches the service. */
  | 'lost-before'
  /** The call takes effect, then the connection breaks. */
  | 'lost-after'
  | 'timeout-before'
  | 'timeout-after'
  /** A read is answered with an older state. */
  | 'stale-read'
  /** A listing leaves out one item. */
  | 'missing-item'
  /** The call takes effect, and an HTML page comes back. */
  | 'html'
  /** The call takes effect, and an empty body comes back. */
  | 'empty'
  /** Refused, but with HTTP status 200 around the error code. */
  | 'ok-with-code';

/** One thing that goes wrong with a call; `delay` is in milliseconds. */
export type Fault =
  | NamedFault
  | { refuse: { status: number; code: string; message: string } }
  | { delay: number };

/** Asked for every call, before it is carried out. Several faults may apply, such as a delay and a loss. */
export type FaultPlan = (call: CloudCall, at: number) => readonly Fault[];

const none: readonly Fault[] = [];

/** Nothing goes wrong. */
export function noFaults(): FaultPlan {
  return () => none;
}

/** How often each named fault happens, from 0 to 1; `delay` draws up to 30 s. */
export type FaultRates = Partial<Record<NamedFault | 'delay', number>>;

/**
 * Draws faults from a seed.
 *
 * @param options.until - from this time on (milliseconds since the epoch) nothing goes wrong any more
 * @param options.only - calls for which this is false are left alone
 */
export function seededFaults(
  random: Random,
  rates: FaultRates,
  options: { until?: number; only?: (call: CloudCall) => boolean } = {},
): FaultPlan {
  const drawn = Object.entries(rates) as [NamedFault | 'delay', number][];
  return (call, at) => {
    if (options.until !== undefined && at >= options.until) return none;
    if (options.only !== undefined && !options.only(call)) return none;
    let faults: Fault[] | undefined;
    for (const [name, rate] of drawn) {
      if (!random.chance(rate)) continue;
      faults ??= [];
      faults.push(name === 'delay' ? { delay: random.integer(1, 30_000) } : name);
    }
    return faults ?? none;
  };
}

/** A fault for one call: the `nth` call of the action, counted from 1, or every one when `nth` is left out. */
export interface PlannedFault {
  action: string;
  nth?: number;
  fault: Fault;
}

/**
 * Faults by call.
 *
 * @example The second upgrade request loses its answer:
 * ```ts
 * faultsByCall([{ action: 'UpgradeDBInstanceEngineVersion', nth: 2, fault: 'lost-after' }]);
 * ```
 */
export function faultsByCall(list: readonly PlannedFault[]): FaultPlan {
  const counts = new Map<string, number>();
  return (call) => {
    const count = (counts.get(call.action) ?? 0) + 1;
    counts.set(call.action, count);
    return list
      .filter((planned) => planned.action === call.action && (planned.nth ?? count) === count)
      .map((planned) => planned.fault);
  };
}
