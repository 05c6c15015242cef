import type { Provider } from './provider.ts';
import type { InstanceRef, ReferenceUrl } from './reference.ts';
import type { Instant } from './time.ts';

/** A listed instance, the same fields for every cloud. */
export interface Instance<P extends Provider> {
  readonly reference: InstanceRef;
  readonly url: ReferenceUrl;
  /** What names it in all accounts: an ARN, or an id that no other account has. */
  readonly identity?: string;
  readonly name?: string;
  /** The engine's name: `MySQL`, `dms`. */
  readonly engine: string;
  readonly version: string;
  readonly status: string;
  /** `primary`, `replica`, `disaster-recovery`, `replication-instance`, `serverless` … */
  readonly role: string;
  /** The newest version that the cloud offers from here, if any and if known. */
  readonly newestTarget?: string;
  /** For a replica: its primary. */
  readonly primary?: ReferenceUrl;
  /** Its family: replicas, disaster-recovery instances, tasks. */
  readonly members: readonly ReferenceUrl[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Dates the cloud names: automatic and forced upgrades, the end of support. */
  readonly dates?: VersionDates;
  readonly pendingMaintenance?: readonly PendingMaintenance[];
  /** The provider's own fields. */
  readonly detail: P['instance'];
}

/** Dates that the cloud gives for a version. */
export interface VersionDates {
  readonly automaticUpgrade?: Instant;
  readonly forcedUpgrade?: Instant;
  readonly deprecation?: Instant;
}

/** Maintenance that the cloud has announced for an instance. */
export interface PendingMaintenance {
  readonly action: string;
  readonly appliedAfter?: Instant;
  readonly forcedAt?: Instant;
}

/** One version step that the cloud takes at once. */
export interface Hop {
  readonly from: string;
  readonly to: string;
}

/** A target that the cloud offers, and the hops that lead to it. */
export interface VersionPath {
  readonly target: string;
  readonly hops: readonly Hop[];
  readonly dates?: VersionDates;
  /** What is worth knowing: needs a precheck, beta, deprecated. */
  readonly remarks: readonly string[];
}

/** Chooses instances of a listing. */
export interface InstanceFilter {
  /** Only these regions; default: the ones that the upgrader was made with. */
  readonly regions?: readonly string[];
  /** Read tags as well, which costs further calls. Default false. */
  readonly tags?: boolean;
}
