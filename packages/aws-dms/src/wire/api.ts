import type { ResultAsync } from 'neverthrow';

/** A filter of a describe call. How many filters and values combine is undocumented: one filter with one value. */
export interface DmsFilter {
  readonly Name: string;
  readonly Values: string[];
}

/** What the paged describe calls share. */
export interface PageInput {
  readonly Filters?: DmsFilter[];
  /** 20..100; 20..500 for table statistics. */
  readonly MaxRecords: number;
  readonly Marker?: string;
}

/** The input of an operation that has none. */
export type NoInput = Readonly<Record<string, never>>;

/** A tag. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** All that a new instance is created with; what is left out has the service's default. */
export interface NewInstance {
  readonly ReplicationInstanceIdentifier: string;
  readonly ReplicationInstanceClass: string;
  readonly EngineVersion: string;
  readonly AllocatedStorage?: number;
  readonly VpcSecurityGroupIds?: string[];
  readonly AvailabilityZone?: string;
  readonly ReplicationSubnetGroupIdentifier?: string;
  readonly PreferredMaintenanceWindow?: string;
  readonly MultiAZ: boolean;
  readonly AutoMinorVersionUpgrade: boolean;
  readonly PubliclyAccessible: boolean;
  readonly KmsKeyId?: string;
  readonly DnsNameServers?: string;
  readonly NetworkType?: string;
  readonly KerberosAuthenticationSettings?: {
    readonly KeyCacheSecretId?: string;
    readonly KeyCacheSecretIamArn?: string;
    readonly Krb5FileContents?: string;
  };
}

/** The operations used, with their inputs as the service names them; a test holds them against the client's types. */
export interface DmsInputs {
  readonly DescribeReplicationInstances: PageInput;
  readonly DescribeReplicationTasks: PageInput & { readonly WithoutSettings: true };
  readonly DescribeEngineVersions: Omit<PageInput, 'Filters'>;
  readonly DescribeOrderableReplicationInstances: Omit<PageInput, 'Filters'>;
  readonly DescribePendingMaintenanceActions: PageInput & { readonly ReplicationInstanceArn?: string };
  readonly DescribeEndpoints: PageInput;
  readonly DescribeTableStatistics: PageInput & { readonly ReplicationTaskArn: string };
  readonly DescribeReplicationConfigs: PageInput;
  readonly DescribeReplications: PageInput;
  readonly DescribeAccountAttributes: NoInput;
  readonly DescribeConnections: PageInput;
  readonly DescribeEventSubscriptions: PageInput;
  readonly ListTagsForResource: { readonly ResourceArn: string } | { readonly ResourceArnList: string[] };
  readonly CreateReplicationInstance: NewInstance & { readonly Tags: Tag[] };
  readonly DeleteReplicationInstance: { readonly ReplicationInstanceArn: string };
  readonly TestConnection: { readonly ReplicationInstanceArn: string; readonly EndpointArn: string };
  readonly MoveReplicationTask: {
    readonly ReplicationTaskArn: string;
    readonly TargetReplicationInstanceArn: string;
  };
  readonly ModifyReplicationInstance: {
    readonly ReplicationInstanceArn: string;
    readonly EngineVersion: string;
    readonly ApplyImmediately: boolean;
    readonly AllowMajorVersionUpgrade?: boolean;
  };
  readonly StopReplicationTask: { readonly ReplicationTaskArn: string };
  readonly StartReplicationTask: {
    readonly ReplicationTaskArn: string;
    /** Never another: a restart recreates a PostgreSQL slot, a resume does not. */
    readonly StartReplicationTaskType: 'resume-processing';
  };
}

/** An operation of AWS DMS that the upgrader calls. */
export type DmsOperation = keyof DmsInputs;

/** An answer's body, not looked into yet. */
export type AnswerBody = Record<string, unknown>;

/** Why a call has no answer that can be used. */
export interface DmsCallError {
  /**
   * - `refused`: the cloud answered with an error code.
   * - `malformed`: an answer came and cannot be one: HTML, nothing, a redirect, a field missing.
   * - `transport`: no answer came; what was sent may have arrived.
   * - `not-sent`: nothing was sent.
   * - `no-login`: nothing was sent, as there is no login.
   * - `no-session`: nothing was sent, as AWS STS gave the login no session of its role; the rest is what it said.
   * - `invalid`: nothing was sent, as something that was configured cannot be.
   */
  readonly cause: 'refused' | 'malformed' | 'transport' | 'not-sent' | 'no-login' | 'no-session' | 'invalid';
  readonly operation: DmsOperation;
  /** Redacted. */
  readonly message: string;
  /** The cloud's own code: the name of the exception, declared or not. */
  readonly code?: string;
  readonly requestId?: string;
  /** The cloud's hint in milliseconds. */
  readonly retryAfter?: number;
  /** For `malformed`, and a `no-session` by an answer that cannot be: the field. For `invalid`: the input. */
  readonly field?: string;
  /** For `no-login`: where one was looked for. */
  readonly places?: readonly string[];
  /** For `no-session`: the role. */
  readonly role?: string;
}

/** The narrow port to the cloud: one HTTP request a call, no retry, never a throw. */
export interface DmsApi {
  call<O extends DmsOperation>(
    operation: O,
    region: string,
    input: DmsInputs[O],
  ): ResultAsync<AnswerBody, DmsCallError>;
}
