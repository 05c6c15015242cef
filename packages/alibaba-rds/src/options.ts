import type { Milliseconds } from '@engine-upgrader/core';
import type { RdsApi } from './wire/api.ts';
import type { ClientConfig } from './wire/client-config.ts';
import type { Environment } from './wire/endpoint.ts';
import type { GenericClient } from './wire/generic-client.ts';

/** How the driver for ApsaraDB RDS is made. Everything has a default. */
export interface AlibabaRdsOptions {
  /**
   * Regions to list, and to look for disaster-recovery instances in whose region the cloud does not name. Default:
   * the region of `ALIBABA_CLOUD_REGION_ID`, if set.
   */
  readonly regions?: readonly string[];
  /** Names the account: upgraders share request budgets where it is the same. Default `default`. */
  readonly account?: string;
  /**
   * Where endpoints and the region are read from. Default: `process.env`.
   * `ALIBABA_CLOUD_RDS_ENDPOINT` (a scheme is allowed) overrides every region's endpoint,
   * `ALIBABA_CLOUD_RDS_ENDPOINT_CN_SHANGHAI` one region's; plain HTTP goes to loopback only.
   */
  readonly environment?: Environment;
  /** Milliseconds after which an answer will not come. Default 20,000. */
  readonly callTimeout?: Milliseconds;
  /** Requests that are under way at the same time, at most. Default 8. */
  readonly connections?: number;
  /** Requests that the cloud takes, an account and region. Default: 20 at once, 5 a second. */
  readonly budget?: { readonly capacity: number; readonly refillPerSecond: number };
  /**
   * A `Config` of `@alicloud/openapi-client` or `@alicloud/openapi-core` with the login, proxies and endpoint to
   * use. Default: `@alicloud/credentials` finds the login.
   */
  readonly config?: ClientConfig;
  /**
   * A profile of `~/.aliyun/config.json`; it wins over keys in the environment. Default: the chain of
   * `@alicloud/credentials`.
   */
  readonly profile?: string;
  /**
   * The ARN of a RAM role that the login takes on, such as `acs:ram::123456789012:role/upgrader`. The official client
   * asks for its session and renews it. Not used with a login in `config`. Default: none.
   */
  readonly role?: string;
  /**
   * Your own `@alicloud/rds20140815` clients, one a region, with their retries off. A single client serves the
   * region that it was made for.
   */
  readonly client?: GenericClient | ((region: string) => GenericClient);
  /** Another port to the cloud; then `config` and `client` are not used. */
  readonly api?: RdsApi;
}
