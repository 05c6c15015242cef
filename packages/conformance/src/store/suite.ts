import { type ConformanceCase, describeCases, type Skips, type TestRunner } from '../case.ts';
import { leaseCases } from './cases/leases.ts';
import { placeCases } from './cases/places.ts';
import { randomCases } from './cases/random.ts';
import { runCases } from './cases/runs.ts';
import { saveCases } from './cases/saves.ts';
import type { StorePlace } from './place.ts';

/** Everything that a store must meet, as cases for any test runner. */
export function storeCases(): readonly ConformanceCase<StorePlace>[] {
  return [...runCases, ...saveCases, ...leaseCases, ...placeCases, ...randomCases];
}

/**
 * The contract test of a store, for vitest or `node:test`.
 *
 * @param fresh makes a new, empty place at each call; removing what it leaves behind is the caller's
 * @param skips cases that do not apply, each with its reason
 *
 * @example
 * ```ts
 * import { describe, it } from 'node:test';
 *
 * describeStore({ describe, it }, 'my store', async () => {
 *   const schema = await newSchema();
 *   return { open: () => openMyStore(schema) };
 * });
 * ```
 */
export function describeStore(
  runner: TestRunner,
  title: string,
  fresh: () => Promise<StorePlace>,
  skips: Skips = {},
): void {
  describeCases(runner, title, storeCases(), fresh, skips);
}
