import type { Instant } from '@engine-upgrader/core';

/** Changes that wait to be applied; all that the API can have there. */
export interface PendingValues {
  readonly engineVersion?: string | undefined;
  readonly instanceClass?: string | undefined;
  readonly allocatedStorage?: number | undefined;
  readonly multiAz?: boolean | undefined;
  readonly networkType?: string | undefined;
}

/** A replication instance: named fields only. */
export interface ReplicationInstance {
  readonly kind: 'instance';
  readonly region: string;
  readonly instanceId: string;
  readonly arn: string;
  readonly status: string;
  readonly engineVersion: string;
  readonly instanceClass: string;
  readonly allocatedStorage?: number | undefined;
  readonly multiAz: boolean;
  readonly autoMinorVersionUpgrade: boolean;
  readonly maintenanceWindow?: string | undefined;
  readonly pending: PendingValues;
}

/** A replication task: named fields only; no table mappings, no settings. */
export interface ReplicationTask {
  readonly kind: 'task';
  readonly region: string;
  readonly arn: string;
  readonly identifier: string;
  readonly instanceArn: string;
  /** Where it is being moved to, while it is. */
  readonly targetInstanceArn?: string | undefined;
  readonly sourceEndpointArn?: string | undefined;
  readonly targetEndpointArn?: string | undefined;
  readonly migrationType: string;
  readonly status: string;
  /** Without its prefix: `NORMAL`, `FULL_LOAD_ONLY_FINISHED`. */
  readonly stopReason?: string | undefined;
  readonly checkpoint?: string | undefined;
  /** Cut to a length and redacted. */
  readonly lastFailure?: string | undefined;
  readonly startDate?: Instant | undefined;
  readonly stopDate?: Instant | undefined;
  readonly fullLoadFinishDate?: Instant | undefined;
  readonly tablesLoading?: number | undefined;
  readonly tablesQueued?: number | undefined;
}

/** All tasks of an instance. */
export interface InstanceTasks {
  readonly kind: 'tasks';
  readonly instanceArn: string;
  /** By identifier. */
  readonly tasks: readonly ReplicationTask[];
}

/** Whether an instance reaches an endpoint, as last tested. */
export interface EndpointConnection {
  readonly kind: 'connection';
  readonly instanceArn: string;
  readonly endpointArn: string;
  /** `testing`, `successful`, `failed`, `deleting`. */
  readonly status: string;
  /** Cut to a length and redacted. */
  readonly lastFailure?: string | undefined;
}

/** The tags of a resource. */
export interface ResourceTags {
  readonly kind: 'tags';
  readonly tags: Readonly<Record<string, string>>;
}

/** An AWS DMS Serverless replication, which runs the default version and has nothing to upgrade. */
export interface ServerlessReplication {
  readonly kind: 'serverless';
  readonly region: string;
  readonly configId: string;
  readonly arn: string;
  readonly replicationType?: string | undefined;
  readonly status?: string | undefined;
}

/** The reference of an instance. */
export function instanceUrl(region: string, instanceId: string): string {
  return `aws-dms://${region}/${instanceId}`;
}

/** The reference of a task: its instance's, and its own identifier. */
export function taskUrl(region: string, instanceId: string, identifier: string): string {
  return `${instanceUrl(region, instanceId)}/${identifier}`;
}
