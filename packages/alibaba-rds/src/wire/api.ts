import type { ResultAsync } from 'neverthrow';

/**
 * The operations used, with their parameters as they are named on the wire. A test holds them against the request
 * types of `@alicloud/rds20140815`; they are written out here so that nobody needs that package to compile.
 */
export interface RdsParameters {
  readonly DescribeDBInstances: {
    readonly RegionId: string;
    /** 1..100. */
    readonly PageSize: number;
    readonly PageNumber: number;
    /** 1 has the edition in the answer. */
    readonly InstanceLevel: 1;
    readonly DBInstanceId?: string;
  };
  readonly DescribeDBInstanceAttribute: { readonly DBInstanceId: string };
  readonly DescribeHistoryTasks: {
    readonly RegionId: string;
    /** At most 30 ids, joined by commas. */
    readonly InstanceId: string;
    readonly FromStartTime: string;
    readonly ToStartTime: string;
    /** 10..100. */
    readonly PageSize: number;
    readonly PageNumber: number;
  };
  readonly DescribeActiveOperationTasks: {
    readonly Region: string;
    readonly InsName: string;
    readonly PageSize: number;
    readonly PageNumber: number;
  };
  readonly DescribeDBInstanceTDE: { readonly DBInstanceId: string };
  readonly DescribeDBInstanceSSL: { readonly DBInstanceId: string };
  readonly DescribeBackups: {
    readonly DBInstanceId: string;
    readonly BackupStatus: 'Success';
    readonly StartTime: string;
    readonly EndTime: string;
    readonly PageSize: number;
  };
  readonly DescribeReadDBInstanceDelay: {
    readonly RegionId: string;
    readonly DBInstanceId: string;
    readonly ReadInstanceId: string;
  };
  readonly DescribeDBInstanceHAConfig: { readonly DBInstanceId: string };
  readonly DescribeResourceUsage: { readonly DBInstanceId: string };
  readonly DescribeDBProxy: { readonly DBInstanceId: string };
  readonly ListTagResources: {
    readonly RegionId: string;
    readonly ResourceType: 'INSTANCE';
    readonly NextToken?: string;
    /** Instance ids, numbered from 1 to 50 at most. */
    readonly [id: `ResourceId.${number}`]: string;
  };
  readonly UpgradeDBInstanceEngineVersion: {
    readonly DBInstanceId: string;
    readonly EngineVersion: string;
    /** ASCII, at most 64 characters. */
    readonly ClientToken: string;
    readonly EffectiveTime: 'Immediate' | 'MaintainTime';
  };
}

/** An operation of ApsaraDB RDS that the upgrader calls. */
export type RdsOperation = keyof RdsParameters;

/** An answer's body, not looked into yet. */
export type AnswerBody = Readonly<Record<string, unknown>>;

/** Why a call has no answer that can be used. */
export interface RdsCallError {
  /**
   * - `refused`: the cloud answered with an error code.
   * - `malformed`: an answer came and cannot be one: HTML, nothing, a redirect, a field missing.
   * - `transport`: no answer came; what was sent may have arrived.
   * - `not-sent`: nothing was sent.
   * - `no-login`: nothing was sent, as there is no login.
   * - `invalid`: nothing was sent, as something that was configured cannot be.
   */
  readonly cause: 'refused' | 'malformed' | 'transport' | 'not-sent' | 'no-login' | 'invalid';
  readonly operation: RdsOperation;
  /** Redacted. */
  readonly message: string;
  /** The cloud's own code. */
  readonly code?: string;
  readonly requestId?: string;
  /** For information only: nothing is decided on it. */
  readonly status?: number;
  /** The cloud's hint in milliseconds. */
  readonly retryAfter?: number;
  /** For `malformed`: the field. For `invalid`: the input. */
  readonly field?: string;
  /** For `no-login`: where one was looked for. */
  readonly places?: readonly string[];
}

/**
 * The narrow port to the cloud: one request a call, no retry, never a throw.
 */
export interface RdsApi {
  call<O extends RdsOperation>(
    operation: O,
    region: string,
    parameters: RdsParameters[O],
  ): ResultAsync<AnswerBody, RdsCallError>;
}
