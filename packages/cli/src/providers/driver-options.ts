import type { Milliseconds } from '@engine-upgrader/core';
import type { Environment } from '../io.ts';
import type { DriverSettings } from './provider-entry.ts';

/** What the options of every driver have in common. */
export interface CommonOptions {
  readonly environment: Environment;
  readonly callTimeout?: Milliseconds;
  readonly budget?: { readonly capacity: number; readonly refillPerSecond: number };
  readonly profile?: string;
  readonly regions?: readonly string[];
  readonly account?: string;
}

/** What a provider's driver is made with. */
export function driverOptions(
  provider: string,
  { environment, callTimeout, callsPerSecond, profiles, regions, account, budget }: DriverSettings,
): CommonOptions {
  const rate = callsPerSecond;
  const ofRate = rate === undefined ? undefined : { capacity: Math.max(1, 4 * rate), refillPerSecond: rate };
  const allowed = budget ?? ofRate;
  const profile = profiles[provider] ?? profiles[''];
  return {
    environment,
    ...(profile === undefined ? {} : { profile }),
    ...(callTimeout === undefined ? {} : { callTimeout }),
    ...(regions === undefined ? {} : { regions }),
    ...(account === undefined ? {} : { account }),
    ...(allowed === undefined ? {} : { budget: allowed }),
  };
}
