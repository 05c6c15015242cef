import { createUpgrader, type EngineUpgrader, type UpgraderParts } from '@engine-upgrader/core';
import { createAlibabaRdsDriver } from './create-driver.ts';
import type { AlibabaRdsOptions } from './options.ts';
import type { AlibabaRds } from './provider.ts';

/** The driver's options, and the parts that core takes besides a driver. */
export type AlibabaRdsUpgraderOptions = AlibabaRdsOptions & Omit<UpgraderParts<AlibabaRds>, 'driver'>;

/**
 * Makes an upgrader for ApsaraDB RDS.
 *
 * @example
 * ```ts
 * const upgrader = createAlibabaRds({ store: createMemoryStore() });
 * const plan = await upgrader.plan({ reference: 'alibaba-rds://cn-hangzhou/rm-orders', to: '5.6' });
 * ```
 */
export function createAlibabaRds(options: AlibabaRdsUpgraderOptions): EngineUpgrader<AlibabaRds> {
  return createUpgrader({ ...options, driver: createAlibabaRdsDriver(options) });
}
