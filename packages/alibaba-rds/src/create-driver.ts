import type { Driver } from '@engine-upgrader/core';
import { rdsDriver } from './driver.ts';
import type { AlibabaRdsOptions } from './options.ts';
import type { AlibabaRds } from './provider.ts';
import type { RdsApi } from './wire/api.ts';
import { defaultClients } from './wire/default-clients.ts';
import type { Environment } from './wire/endpoint.ts';
import { genericApi } from './wire/generic-api.ts';
import { ownClients } from './wire/own-clients.ts';

const defaultCallTimeout = 20_000;

/**
 * Makes the driver for ApsaraDB RDS. Loads no client and sends nothing before its first call.
 *
 * @example
 * ```ts
 * const driver = createAlibabaRdsDriver({ regions: ['cn-hangzhou', 'cn-shanghai'] });
 * ```
 */
export function createAlibabaRdsDriver(options: AlibabaRdsOptions = {}): Driver<AlibabaRds> {
  const environment = options.environment ?? process.env;
  const region = environment['ALIBABA_CLOUD_REGION_ID'];
  return rdsDriver(options.api ?? officialApi(options, environment), {
    account: options.account ?? 'default',
    regions: options.regions ?? (region ? [region] : []),
    callTimeout: options.callTimeout ?? defaultCallTimeout,
    budget: options.budget ?? { capacity: 20, refillPerSecond: 5 },
  });
}

/** The port over an official client: the caller's own, or the default one. */
function officialApi(options: AlibabaRdsOptions, environment: Environment): RdsApi {
  const source = options.client
    ? ownClients(options.client)
    : defaultClients(options.config ?? {}, environment, options);
  return genericApi(source, {
    callTimeout: options.callTimeout ?? defaultCallTimeout,
    connections: options.connections ?? 8,
  });
}
