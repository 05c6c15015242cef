import type { Json } from '../contract/facts.ts';
import type { EffectiveTime } from '../contract/request.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';

/** A number of instances, or a part of them such as `10%`. */
export type Share = number | `${number}%`;

/** Tags that an instance has to have, all of them. */
export type Tags = Readonly<Record<string, string>>;

/** Which instances: all that are given have to hold. */
export interface FleetSelection {
  /** Beginnings of references: `aws-dms://us-east-1/`, `alibaba-rds://cn-hangzhou/rm-orders`. Default: every instance. */
  readonly references?: readonly string[];
  readonly tags?: Tags;
  /** A pattern for the name, or for the id where it has no name; `*` stands for anything: `orders-*`. */
  readonly name?: string;
  /** Only these versions: `5.6`, or a beginning such as `3.4.*`. */
  readonly versions?: readonly string[];
  /** Only engines of this name, whatever their case: `mysql`. */
  readonly engine?: string;
  /** Only those that the cloud upgrades by force, or no longer supports, before this time. */
  readonly forcedBefore?: Instant;
  /** Never these: references. */
  readonly except?: readonly string[];
}

/** A group of instances that is upgraded before the next one begins. */
export interface WaveRequest {
  /** Default: `wave 1`, `wave 2` … */
  readonly name?: string;
  /** Those that have these tags. */
  readonly tags?: Tags;
  /** So many of those that are left; a part is one of all instances. With neither this nor `tags`: all that are left. */
  readonly size?: Share;
  /** How long to wait after it, before the next one begins, in milliseconds. Default 0. */
  readonly bake?: Milliseconds;
}

/** When an upgrade may begin; what has begun is not interrupted. */
export interface Calendar {
  /** An IANA time zone: `Europe/Berlin`. Default `UTC`. */
  readonly timeZone?: string;
  /** Default: every day. A night that begins on one of them counts as that day's. */
  readonly days?: readonly Weekday[];
  /** From and to, `22:00` to `04:00`; over midnight where `to` is not later. Default: the whole day. */
  readonly hours?: { readonly from: string; readonly to: string };
  /** Dates, both inclusive, at which nothing begins: `2026-12-20` to `2027-01-02`. */
  readonly freezes?: readonly { readonly from: string; readonly to: string }[];
}

/** A day of the week. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** What a fleet run is to do. */
export interface FleetRequest {
  /** For people: `mysql-5.6-out`. */
  readonly name: string;
  /** Default: every instance of every source. */
  readonly select?: FleetSelection;
  /** The target version, or `newest`. */
  readonly to: string;
  readonly effectiveTime?: EffectiveTime;
  /** Choices that only one provider has, by provider. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** A canary before all waves. Default: one instance, where there are several; `false` for none. */
  readonly canary?: Omit<WaveRequest, 'name'> | false;
  /** In their order; what no wave takes is the last one. Default: all in one. */
  readonly waves?: readonly WaveRequest[];
  /** How many at the same time, over all. Default: 10. */
  readonly maxConcurrency?: Share;
  /** How many at the same time in one account and region. Default: no limit of its own. */
  readonly maxConcurrencyPerScope?: Share;
  /** How many may fail: with one more nothing new begins. A part is one of all instances. Default: 0. */
  readonly maxErrors?: Share;
  readonly calendar?: Calendar;
  /**
   * `instances` (default): what the plans say is what was approved, and one that is stale at its turn fails.
   * `transitions`: approved is each way that a plan takes (this product from this version to that), so that a
   * stale plan is made anew at its turn, as long as its way and its warnings are among those approved.
   */
  readonly approval?: 'instances' | 'transitions';
  /** When it should be over: the forecast says what would not be. */
  readonly deadline?: Instant;
  /** Kept in the plan, and with its run, as it is. No secrets. */
  readonly carry?: Json;
}
