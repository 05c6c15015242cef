/**
 * An instance as a fleet file describes it. Everything but `id` and `region` has a default: a healthy
 * High-availability MySQL 5.7 instance on local disks, backed up daily, paid by use.
 */
export interface RdsFleetInstance {
  id: string;
  region: string;
  /** Default Primary, or Readonly when `primary` is given. */
  type?: 'Primary' | 'Readonly' | 'Guard' | 'Temp';
  /** The id of the primary that this instance belongs to. */
  primary?: string;
  engine?: string;
  version?: string;
  /** The minor version, such as `rds_20231130`; default: the newest of the version. */
  minorVersion?: string;
  /** Basic | HighAvailability | cluster | serverless_basic. */
  category?: string;
  /** local_ssd | cloud_ssd | cloud_essd. */
  storageType?: string;
  status?: string;
  lockMode?: string;
  description?: string;
  class?: string;
  storageGigabytes?: number;
  usedGigabytes?: number;
  /** In the form `18:00Z-22:00Z`; default `18:00Z-22:00Z`. */
  maintainTime?: string;
  tags?: Record<string, string>;
  /** Postpaid | Prepaid; a prepaid instance expires `expiresInDays` after the simulation's start. */
  payType?: string;
  expiresInDays?: number;
  /** Standard | Safe. */
  connectionMode?: string;
  tde?: boolean;
  ssl?: boolean;
  /** The version of a dedicated proxy, if the instance has one. */
  proxyVersion?: string;
  /** `daily` (the default), `none`, or the hours between the last backup and the simulation's start. */
  backup?: 'daily' | 'none' | number;
  /** Seconds by which a replica is behind its primary. */
  delaySeconds?: number;
  /** Synchronized | Syncing | NotAvailable: how the secondary node is; default Synchronized. */
  secondary?: string;
  /** Things inside the database that the service refuses an upgrade for. */
  contains?: RdsDatabaseObstacle[];
  /** An order that is not paid yet. */
  unpaidOrder?: boolean;
  /** How many of the next upgrades fail and leave the old version. */
  upgradesFail?: number;
}

/** What only the database knows, and the service refuses an upgrade for. */
export type RdsDatabaseObstacle = 'events' | 'myisam' | 'aliyun_root' | 'full-text' | 'group-replication';

/** The RDS part of a fleet. */
export interface RdsFleet {
  instances: RdsFleetInstance[];
}

/**
 * The family `rm-orders` on MySQL 5.5: two read-only instances, and a disaster-recovery instance in
 * another region; and a second primary, `rm-billing`, on MySQL 5.7 with ESSDs.
 */
export function defaultRdsFleet(): RdsFleet {
  const orders = { version: '5.5', storageGigabytes: 100, usedGigabytes: 40 };
  return {
    instances: [
      { id: 'rm-orders', region: 'cn-hangzhou', description: 'orders', ...orders },
      { id: 'rr-orders-1', region: 'cn-hangzhou', primary: 'rm-orders', ...orders },
      { id: 'rr-orders-2', region: 'cn-hangzhou', primary: 'rm-orders', ...orders },
      { id: 'rm-orders-dr', region: 'cn-shanghai', type: 'Guard', primary: 'rm-orders', ...orders },
      {
        id: 'rm-billing',
        region: 'cn-hangzhou',
        description: 'billing',
        version: '5.7',
        storageType: 'cloud_essd',
        storageGigabytes: 200,
        usedGigabytes: 60,
      },
    ],
  };
}
