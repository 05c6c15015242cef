import { createUpgrader, type EngineUpgrader, type UpgraderParts } from '@engine-upgrader/core';
import { createAwsDmsDriver } from './create-driver.ts';
import type { AwsDmsOptions } from './options.ts';
import type { AwsDms } from './provider.ts';

/** The driver's options, and the parts that core takes besides a driver. */
export type AwsDmsUpgraderOptions = AwsDmsOptions & Omit<UpgraderParts<AwsDms>, 'driver'>;

/**
 * Makes an upgrader for AWS DMS.
 *
 * @example
 * ```ts
 * const upgrader = createAwsDms({ store: createMemoryStore() });
 * const plan = await upgrader.plan({ reference: 'aws-dms://us-east-1/orders', to: '3.6.1' });
 * ```
 */
export function createAwsDms(options: AwsDmsUpgraderOptions): EngineUpgrader<AwsDms> {
  return createUpgrader({ ...options, driver: createAwsDmsDriver(options) });
}
