import type {
  DatabaseMigrationServiceClient,
  DatabaseMigrationServiceClientConfig,
} from '@aws-sdk/client-database-migration-service';
import type { Milliseconds } from '@engine-upgrader/core';
import type { DmsApi } from './wire/api.ts';
import type { Environment } from './wire/endpoint.ts';

/** How the driver for AWS DMS is made. Everything has a default. */
export interface AwsDmsOptions {
  /** Regions to list. Default: the region of `AWS_REGION` or `AWS_DEFAULT_REGION`, if set. */
  readonly regions?: readonly string[];
  /** Names the account: upgraders share request budgets where it is the same. Default `default`. */
  readonly account?: string;
  /**
   * Where endpoints and the region are read from. Default: `process.env`.
   * `AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE` or `AWS_ENDPOINT_URL` overrides every region's endpoint; plain HTTP
   * goes to loopback only. Endpoints of the shared configuration files are not used.
   */
  readonly environment?: Environment;
  /** Milliseconds after which an answer will not come. Default 20,000. */
  readonly callTimeout?: Milliseconds;
  /** Connections that are open at the same time, at most. Default 8. */
  readonly connections?: number;
  /** Requests that the cloud takes, an account and region. Default: 100 at once, 4 a second (UG, quotas). */
  readonly budget?: { readonly capacity: number; readonly refillPerSecond: number };
  /** An endpoint in place of the environment's. */
  readonly endpoint?: string;
  /** A profile of the shared configuration. Default: `AWS_PROFILE`. */
  readonly profile?: string;
  /** The login, or what finds it. Default: the official client's own chain. */
  readonly credentials?: DatabaseMigrationServiceClientConfig['credentials'];
  /**
   * The ARN of an IAM role that the login takes on, such as `arn:aws:iam::123456789012:role/upgrader`. The official
   * client asks the region's AWS STS for its session (`AWS_ENDPOINT_URL_STS` or `AWS_ENDPOINT_URL` overrides where)
   * and renews it. Default: none, but the one that the profile names.
   */
  readonly role?: string;
  /**
   * Your own client, or one for each region. Its retries are left out: a call is one request. Then `endpoint`,
   * `profile`, `credentials`, `role` and `connections` are not used.
   */
  readonly client?: DatabaseMigrationServiceClient | ((region: string) => DatabaseMigrationServiceClient);
  /** Another port to the cloud; then nothing else about clients is used. */
  readonly api?: DmsApi;
}
