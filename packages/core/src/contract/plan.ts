import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { Hop } from './instance.ts';
import type { Provider } from './provider.ts';
import type { ReferenceUrl } from './reference.ts';
import type { EffectiveTime } from './request.ts';
import type { Instant, Milliseconds } from './time.ts';

/** What shares a request budget and a listing. */
export interface Scope {
  readonly provider: string;
  readonly account: string;
  readonly region: string;
}

/** One of those that the plan is about. */
export interface PlannedMember {
  readonly reference: ReferenceUrl;
  /** `primary`, `replica`, `disaster-recovery`, `replication-instance`, `task`. */
  readonly role: string;
  /** How it was when the plan was made. */
  readonly before: Facts;
  /** The version that it must have at the end; absent for members without a version of their own. */
  readonly target?: string;
  /** It must be gone at the end. */
  readonly gone?: true;
}

/** One thing to bring about, and what proves it. */
export interface PlannedStep<P extends Provider> {
  /** Its name within the plan. */
  readonly id: string;
  /** `forward` steps stop at a failure, a cancel or drift; `restore` steps never do. */
  readonly phase: 'forward' | 'restore';
  /** One line for people. */
  readonly title: string;
  readonly member: ReferenceUrl;
  /** Steps that must be over before this one opens: ended well for a forward step, ended at all for a restore step. */
  readonly after: readonly string[];
  /** Fingerprint fields that this step changes itself, as `MEMBER#FIELD`. */
  readonly changes: readonly string[];
  /** What its module is told. */
  readonly input: P['step'];
}

/** How long one of the members pauses, by the strategies that there are for it: an estimate, to compare. */
export interface ForecastPause {
  readonly member: ReferenceUrl;
  /** By the strategy's name; 0 where it does not pause. */
  readonly pauses: Readonly<Record<string, Milliseconds>>;
}

/** What it will cost: an estimate. */
export interface Forecast {
  readonly duration: Milliseconds;
  /** How long users of the instance are interrupted, all hops together. */
  readonly interruption: Milliseconds;
  /** Requests to the cloud, roughly. */
  readonly calls: number;
  readonly maintenanceWindows: number;
  /** Instances that exist besides those that are there now, for as long as it takes: quotas have to have room. */
  readonly furtherInstances?: number;
  /** Member by member, where there is more than one strategy. */
  readonly pauses?: readonly ForecastPause[];
  readonly remarks: readonly string[];
}

/** The current format of plans. */
export const planFormatVersion = 1;

/** What would happen, made by reads only. It starts one run, ever. Plain data: store it, show it, sign it. */
export interface UpgradePlan<P extends Provider> {
  readonly format: 'engine-upgrader/plan';
  readonly formatVersion: typeof planFormatVersion;
  readonly id: string;
  readonly provider: P['id'];
  readonly scope: Scope;
  readonly reference: ReferenceUrl;
  readonly createdAt: Instant;
  readonly from: string;
  readonly to: string;
  readonly effectiveTime: EffectiveTime;
  readonly hops: readonly Hop[];
  /** The primary first. */
  readonly members: readonly PlannedMember[];
  /** In an order that can be carried out; empty when nothing is to be done. */
  readonly steps: readonly PlannedStep<P>[];
  readonly findings: readonly Finding[];
  readonly forecast: Forecast;
  /** What it was made from, by `MEMBER#FIELD`. Volatile fields are not in it. */
  readonly fingerprint: Facts;
  /** A hash of all the rest: an edited plan is refused. */
  readonly digest: string;
}

/** What a driver drafts; core adds identity, time, findings and digest. */
export interface PlanDraft<P extends Provider> {
  readonly from: string;
  readonly to: string;
  readonly hops: readonly Hop[];
  readonly members: readonly PlannedMember[];
  readonly steps: readonly PlannedStep<P>[];
  readonly forecast: Forecast;
  readonly fingerprint: Facts;
}
