/**
 * Resources as the API returns them: field names of its model (SDK: the typings of
 * `@aws-sdk/client-database-migration-service`), dates as seconds since the epoch.
 * Values are never changed in place, so that an older state can still be read.
 */

/** What a task brings over: what is there, what changes, or first the one and then the other. */
export type MigrationType = 'full-load' | 'cdc' | 'full-load-and-cdc';

/** Shown with the prefix `Stop Reason `. */
export type StopReason =
  | 'NORMAL'
  | 'RECOVERABLE_ERROR'
  | 'FATAL_ERROR'
  | 'FULL_LOAD_ONLY_FINISHED'
  | 'STOPPED_AFTER_FULL_LOAD'
  | 'STOPPED_AFTER_CACHED_EVENTS'
  | 'EXPRESS_LICENSE_LIMITS_REACHED'
  | 'STOPPED_AFTER_DDL_APPLY'
  | 'STOPPED_DUE_TO_LOW_MEMORY'
  | 'STOPPED_DUE_TO_LOW_DISK'
  | 'STOPPED_AT_SERVER_TIME'
  | 'STOPPED_AT_COMMIT_TIME'
  | 'RECONFIGURATION_RESTART'
  | 'RECYCLE_TASK';

/** A tag. */
export interface TagShape {
  readonly Key: string;
  readonly Value?: string;
}

/** What is queued for the maintenance window (SDK: ReplicationPendingModifiedValues). */
export interface PendingModifiedValuesShape {
  readonly ReplicationInstanceClass?: string;
  readonly AllocatedStorage?: number;
  readonly MultiAZ?: boolean;
  readonly EngineVersion?: string;
  readonly NetworkType?: string;
}

export interface KerberosAuthenticationSettingsShape {
  readonly KeyCacheSecretId?: string;
  readonly KeyCacheSecretIamArn?: string;
  readonly Krb5FileContents?: string;
}

export interface SubnetGroupShape {
  readonly ReplicationSubnetGroupIdentifier: string;
  readonly ReplicationSubnetGroupDescription: string;
  readonly VpcId: string;
  readonly SubnetGroupStatus: string;
  readonly Subnets: readonly {
    readonly SubnetIdentifier: string;
    readonly SubnetAvailabilityZone: { readonly Name: string };
    readonly SubnetStatus: string;
  }[];
  readonly SupportedNetworkTypes: readonly string[];
}

/** SDK: ReplicationInstance. */
export interface ReplicationInstanceShape {
  readonly ReplicationInstanceIdentifier: string;
  readonly ReplicationInstanceClass: string;
  readonly ReplicationInstanceStatus: string;
  readonly AllocatedStorage: number;
  readonly InstanceCreateTime?: number;
  readonly VpcSecurityGroups: readonly { readonly VpcSecurityGroupId: string; readonly Status: string }[];
  readonly AvailabilityZone?: string;
  readonly ReplicationSubnetGroup: SubnetGroupShape;
  readonly PreferredMaintenanceWindow: string;
  readonly PendingModifiedValues: PendingModifiedValuesShape;
  readonly MultiAZ: boolean;
  readonly EngineVersion: string;
  readonly AutoMinorVersionUpgrade: boolean;
  readonly KmsKeyId: string;
  readonly ReplicationInstanceArn: string;
  readonly ReplicationInstancePublicIpAddress?: string;
  readonly ReplicationInstancePrivateIpAddress?: string;
  readonly ReplicationInstancePublicIpAddresses?: readonly string[];
  readonly ReplicationInstancePrivateIpAddresses?: readonly string[];
  readonly PubliclyAccessible: boolean;
  readonly SecondaryAvailabilityZone?: string;
  readonly DnsNameServers?: string;
  readonly NetworkType: string;
  readonly KerberosAuthenticationSettings?: KerberosAuthenticationSettingsShape;
}

/** SDK: ReplicationTaskStats. */
export interface ReplicationTaskStatsShape {
  readonly FullLoadProgressPercent: number;
  readonly ElapsedTimeMillis: number;
  readonly TablesLoaded: number;
  readonly TablesLoading: number;
  readonly TablesQueued: number;
  readonly TablesErrored: number;
  readonly FreshStartDate?: number;
  readonly StartDate?: number;
  readonly StopDate?: number;
  readonly FullLoadStartDate?: number;
  readonly FullLoadFinishDate?: number;
}

/** SDK: ReplicationTask. */
export interface ReplicationTaskShape {
  readonly ReplicationTaskIdentifier: string;
  readonly SourceEndpointArn: string;
  readonly TargetEndpointArn: string;
  readonly ReplicationInstanceArn: string;
  readonly MigrationType: MigrationType;
  readonly TableMappings: string;
  /** Only where a response shows settings. */
  readonly ReplicationTaskSettings?: string;
  readonly Status: string;
  readonly LastFailureMessage?: string;
  readonly StopReason?: string;
  readonly ReplicationTaskCreationDate: number;
  readonly ReplicationTaskStartDate?: number;
  readonly CdcStartPosition?: string;
  readonly CdcStopPosition?: string;
  readonly RecoveryCheckpoint?: string;
  readonly ReplicationTaskArn: string;
  readonly ReplicationTaskStats?: ReplicationTaskStatsShape;
  readonly TaskData?: string;
  readonly TargetReplicationInstanceArn?: string;
}

/** SDK: Endpoint, with whatever settings the fleet gives it. */
export interface EndpointShape {
  readonly EndpointIdentifier: string;
  readonly EndpointType: 'source' | 'target';
  readonly EngineName: string;
  readonly EngineDisplayName: string;
  readonly EndpointArn: string;
  readonly [setting: string]: unknown;
}

/** SDK: Connection. */
export interface ConnectionShape {
  readonly ReplicationInstanceArn: string;
  readonly EndpointArn: string;
  readonly Status: string;
  readonly LastFailureMessage?: string;
  readonly EndpointIdentifier: string;
  readonly ReplicationInstanceIdentifier: string;
}

export interface EngineVersionShape {
  readonly Version: string;
  readonly Lifecycle?: string;
  readonly ReleaseStatus?: string;
  readonly LaunchDate?: number;
  readonly AutoUpgradeDate?: number;
  readonly DeprecationDate?: number;
  readonly ForceUpgradeDate?: number;
  readonly AvailableUpgrades?: readonly string[];
}

export interface PendingMaintenanceActionShape {
  readonly Action: string;
  readonly AutoAppliedAfterDate?: number;
  readonly ForcedApplyDate?: number;
  readonly OptInStatus?: string;
  readonly CurrentApplyDate?: number;
  readonly Description?: string;
}

/** A copy with the changes; a change to `undefined` takes the field away. */
export function changed<T extends object>(
  shape: T,
  changes: { [Field in keyof T]?: T[Field] | undefined },
): T {
  const next = { ...shape, ...changes };
  for (const [field, value] of Object.entries(changes)) {
    if (value === undefined) Reflect.deleteProperty(next, field);
  }
  return next;
}

/** The API's dates: whole seconds since the epoch. */
export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}

/** An ISO 8601 date as the API's dates are. */
export function dateSeconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : seconds(Date.parse(text));
}
