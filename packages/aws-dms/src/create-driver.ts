import type { Driver } from '@engine-upgrader/core';
import { dmsDriver } from './driver.ts';
import type { AwsDmsOptions } from './options.ts';
import type { AwsDms } from './provider.ts';
import type { DmsApi } from './wire/api.ts';
import { defaultClients, ownClients } from './wire/clients.ts';
import { sdkApi } from './wire/sdk-api.ts';

const defaultCallTimeout = 20_000;

/**
 * Makes the driver for AWS DMS. Loads no client and sends nothing before its first call.
 *
 * @example
 * ```ts
 * const driver = createAwsDmsDriver({ regions: ['us-east-1'] });
 * ```
 */
export function createAwsDmsDriver(options: AwsDmsOptions = {}): Driver<AwsDms> {
  const environment = options.environment ?? process.env;
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  return dmsDriver(createDmsApi(options), {
    account: options.account ?? 'default',
    regions: options.regions ?? (region ? [region] : []),
    callTimeout: options.callTimeout ?? defaultCallTimeout,
    budget: options.budget ?? { capacity: 100, refillPerSecond: 4 },
  });
}

/** The port that the options lead to: the caller's own, one over the caller's client, or the default one. */
export function createDmsApi(options: AwsDmsOptions): DmsApi {
  if (options.api) return options.api;
  const callTimeout = options.callTimeout ?? defaultCallTimeout;
  const clients = options.client
    ? ownClients(options.client)
    : defaultClients({
        environment: options.environment ?? process.env,
        callTimeout,
        connections: options.connections ?? 8,
        endpoint: options.endpoint,
        profile: options.profile,
        credentials: options.credentials,
        role: options.role,
      });
  return sdkApi(clients, callTimeout);
}
