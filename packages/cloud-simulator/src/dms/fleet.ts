import type { DmsQuotas } from './quotas.ts';
import type { MigrationType, StopReason, TagShape } from './shapes.ts';

/** A version of the replication engine. Dates are ISO 8601. */
export interface DmsEngineVersionSeed {
  version: string;
  lifecycle?: 'DEPRECATED' | 'DEFAULT_VERSION' | 'ACTIVE';
  releaseStatus?: 'beta' | 'prod';
  launchDate?: string;
  autoUpgradeDate?: string;
  /** From this date on the version cannot be requested any more. */
  deprecationDate?: string;
  forceUpgradeDate?: string;
  availableUpgrades: string[];
}

/** A replication subnet group; a group `default` exists in any case. */
export interface DmsSubnetGroupSeed {
  identifier: string;
  description?: string;
  vpcId?: string;
  /** Availability zones that its subnets cover; the region's first three unless given. */
  zones?: string[];
}

/** A pending maintenance action. */
export interface DmsMaintenanceSeed {
  action: 'os-upgrade' | 'system-update' | 'db-upgrade' | 'os-patch';
  description?: string;
  /** ISO 8601. */
  autoAppliedAfterDate?: string;
  /** ISO 8601. */
  forcedApplyDate?: string;
  /** The engine version that a `db-upgrade` brings. */
  engineVersion?: string;
}

/** A replication instance. */
export interface DmsInstanceSeed {
  identifier: string;
  engineVersion: string;
  /** `dms.t3.medium` unless given. */
  instanceClass?: string;
  /** `available` unless given. */
  status?: string;
  /** Gigabytes; 50 unless given. */
  allocatedStorage?: number;
  /** Gigabytes taken apart from what tasks need. */
  usedStorage?: number;
  multiAz?: boolean;
  availabilityZone?: string;
  subnetGroup?: string;
  securityGroups?: string[];
  /** `sun:06:00-sun:14:00` unless given. */
  maintenanceWindow?: string;
  autoMinorVersionUpgrade?: boolean;
  publiclyAccessible?: boolean;
  kmsKeyId?: string;
  networkType?: string;
  dnsNameServers?: string;
  kerberos?: { keyCacheSecretId?: string; keyCacheSecretIamArn?: string; krb5FileContents?: string };
  /** The last part of the ARN; derived from the identifier unless given. */
  resourceIdentifier?: string;
  /** What is queued for the maintenance window. */
  pending?: { engineVersion?: string; instanceClass?: string; allocatedStorage?: number; multiAz?: boolean };
  maintenance?: DmsMaintenanceSeed[];
  tags?: TagShape[];
  /** How many of the next upgrades fail and leave the old version. */
  upgradesFail?: number;
}

/** A source or a target. */
export interface DmsEndpointSeed {
  identifier: string;
  type: 'source' | 'target';
  /** `mysql`, `postgres`, `s3` and so on. */
  engine: string;
  serverName?: string;
  /** Further fields, as the API returns them, such as `PostgreSQLSettings`. */
  settings?: Record<string, unknown>;
  /** Connection tests fail with this message. */
  unreachable?: string;
  /** Instances from which the test fails; all unless given. */
  unreachableFrom?: string[];
  /** How long a stopped task's replication slot lasts, in minutes; without end unless given. */
  slotLastsMinutes?: number;
}

/** A replication task. */
export interface DmsTaskSeed {
  identifier: string;
  /** Identifiers of the fleet, not ARNs. */
  instance: string;
  source: string;
  target: string;
  migrationType: MigrationType;
  /** `ready` means that it never ran. */
  status: string;
  stopReason?: StopReason;
  lastFailureMessage?: string;
  tableMappings?: string;
  taskSettings?: string;
  checkpoint?: string;
  /** Tables of the full load; 3 unless given. */
  tables?: number;
  /** How many of them are loaded; all of a task that ran, unless given. */
  tablesLoaded?: number;
  /** So little work that it is never seen running: starting, then stopped. */
  tiny?: boolean;
  /** Gigabytes that it needs on its instance; 1 unless given. */
  storage?: number;
  resourceIdentifier?: string;
  tags?: TagShape[];
  /** How many of the next moves fail; `always` for all. */
  movesFail?: number | 'always';
  /** It fails this many minutes after each resume. */
  failsAfterResumeMinutes?: number;
}

/** A connection that was tested; those of the fleet's tasks are successful unless listed. */
export interface DmsConnectionSeed {
  instance: string;
  endpoint: string;
  status: 'testing' | 'successful' | 'failed';
  lastFailureMessage?: string;
}

/** A subscription to events, which names its sources. */
export interface DmsEventSubscriptionSeed {
  identifier: string;
  sourceType: 'replication-instance' | 'replication-task';
  /** Identifiers of the sources; all of the type when empty. */
  sourceIds: string[];
  eventCategories?: string[];
  enabled?: boolean;
}

/** A replication of AWS DMS Serverless, with its configuration. */
export interface DmsServerlessSeed {
  identifier: string;
  source: string;
  target: string;
  replicationType: MigrationType;
  status: string;
}

/** What one region has. */
export interface DmsRegionSeed {
  instances?: DmsInstanceSeed[];
  endpoints?: DmsEndpointSeed[];
  tasks?: DmsTaskSeed[];
  connections?: DmsConnectionSeed[];
  subnetGroups?: DmsSubnetGroupSeed[];
  eventSubscriptions?: DmsEventSubscriptionSeed[];
  serverless?: DmsServerlessSeed[];
  quotas?: Partial<DmsQuotas>;
}

/** What exists at the start, as JSON. */
export interface DmsFleet {
  regions: Record<string, DmsRegionSeed>;
  /** The versions on offer; a catalogue from 3.4.7 to 3.6.1 unless given. */
  versions?: DmsEngineVersionSeed[];
}
