import type { UpgradeError } from '../contract/errors.ts';
import type { Json } from '../contract/facts.ts';
import type { UpgradePlan } from '../contract/plan.ts';
import type { Provider } from '../contract/provider.ts';
import type { ReferenceUrl } from '../contract/reference.ts';
import type { EffectiveTime } from '../contract/request.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';
import type { Calendar } from './request.ts';

/** The current format of fleet plans. */
export const fleetPlanFormatVersion = 1;

/** An instance of a fleet: the source that reaches it, and its plan. */
export interface FleetInstance {
  /** Its name within the fleet: `SOURCE:REFERENCE`. */
  readonly key: string;
  readonly source: string;
  readonly reference: ReferenceUrl;
  readonly plan: UpgradePlan<Provider>;
}

/** An instance as its fleet run leads it: its plan, apart from what is here, is read when it starts. */
export interface OutlinedInstance extends Omit<FleetInstance, 'plan'> {
  readonly plan: Pick<UpgradePlan<Provider>, 'scope' | 'from' | 'to' | 'digest'> & {
    readonly forecast: Pick<UpgradePlan<Provider>['forecast'], 'duration'>;
  };
}

/** A group of instances that is over before the next one begins. */
export interface Wave {
  readonly name: string;
  /** Keys of its instances, in the order in which they begin. */
  readonly instances: readonly string[];
  readonly bake: Milliseconds;
}

/** Something that was selected and is not part of the fleet, and why. */
export interface LeftOut {
  readonly source: string;
  /** Absent where a whole source could not be read. */
  readonly reference?: ReferenceUrl;
  readonly reason: string;
  /** Where it could not be read or planned; without one there is nothing to do. */
  readonly error?: UpgradeError;
}

/** How many at the same time, how many may fail, and when. All in instances. */
export interface FleetLimits {
  readonly maxConcurrency: number;
  /** Absent: no limit of its own. */
  readonly maxConcurrencyPerScope?: number;
  readonly maxErrors: number;
  readonly calendar?: Calendar;
}

/** A way that plans take: this product from this version to that. */
export interface Transition {
  readonly provider: string;
  readonly from: string;
  readonly to: string;
  readonly instances: number;
}

/** What a fleet run will cost, as far as can be told. */
export interface FleetForecast {
  /** From the first beginning to the last end, in milliseconds, were it started when it was planned. */
  readonly makespan: Milliseconds;
  readonly calls: number;
  /** Of the instances, one by one. */
  readonly interruption: { readonly median: Milliseconds; readonly longest: Milliseconds };
  /** Further instances that exist at the same time, at most, by scope; only where there are any. */
  readonly quota: Readonly<Record<string, number>>;
  /** Keys of instances that would not be over at the deadline. */
  readonly late: readonly string[];
}

/** What a fleet run would do, made by reads only. It starts one fleet run, ever. Plain data. */
export interface FleetPlan {
  readonly format: 'engine-upgrader/fleet-plan';
  readonly formatVersion: typeof fleetPlanFormatVersion;
  readonly id: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly to: string;
  readonly effectiveTime: EffectiveTime;
  readonly approval: 'instances' | 'transitions';
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly instances: readonly FleetInstance[];
  readonly waves: readonly Wave[];
  readonly leftOut: readonly LeftOut[];
  readonly limits: FleetLimits;
  readonly transitions: readonly Transition[];
  readonly deadline?: Instant;
  readonly forecast: FleetForecast;
  /** What the caller needs to go on from the plan or its run alone, such as its logins by name; core never looks into it. */
  readonly carry?: Json;
  /** A hash of all the rest: an edited plan is refused. */
  readonly digest: string;
}

/** A fleet plan without most of the plans of its instances: all that leading it needs. */
export interface FleetOutline extends Omit<FleetPlan, 'instances'> {
  readonly instances: readonly OutlinedInstance[];
}
