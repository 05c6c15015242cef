import { formatReference, type ReferenceUrl } from '@engine-upgrader/core';

/** An instance in another region, as its primary names it. */
export interface DisasterRecoveryLink {
  readonly region: string;
  readonly instanceId: string;
}

/** What is known of an RDS instance: named fields of the cloud's answer and nothing else of it. */
export interface RdsInstance {
  readonly kind: 'instance';
  readonly region: string;
  readonly instanceId: string;
  readonly description?: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly status: string;
  readonly lockMode?: string;
  readonly lockReason?: string;
  /** `Primary`, `Readonly`, `Guard` or `Temp`. */
  readonly type: string;
  readonly instanceClass?: string;
  /** `Basic`, `HighAvailability`, `cluster`, `serverless_basic` … */
  readonly category?: string;
  readonly storageType?: string;
  /** When a subscription ends, in milliseconds since the epoch. */
  readonly expiresAt?: number;
  readonly primaryId?: string;
  readonly replicaIds: readonly string[];
  /** The disaster-recovery instance; its region is not given. */
  readonly guardId?: string;

  // Only DescribeDBInstanceAttribute has these.
  /** Such as `18:00Z-22:00Z`. */
  readonly maintenanceWindow?: string;
  readonly minorVersion?: string;
  readonly storageGibibytes?: number;
  readonly disasterRecovery?: readonly DisasterRecoveryLink[];
  /** States of the nodes of a cluster. */
  readonly nodes?: readonly string[];
}

/** The role of an instance in its family. */
export type Role = 'primary' | 'replica' | 'disaster-recovery';

/** The role that an instance's type stands for. */
export function roleOf(instance: RdsInstance): Role {
  const type = instance.type.toLowerCase();
  if (type === 'readonly') return 'replica';
  if (type === 'guard') return 'disaster-recovery';
  return 'primary';
}

/** An instance's reference as a URL. */
export function instanceUrl(instance: {
  readonly region: string;
  readonly instanceId: string;
}): ReferenceUrl {
  return formatReference({ provider: 'alibaba-rds', region: instance.region, id: instance.instanceId });
}
