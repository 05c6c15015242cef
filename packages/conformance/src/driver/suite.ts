import type { Provider } from '@engine-upgrader/core';
import { describeCases, type Skips, type TestRunner } from '../case.ts';
import type { DriverCase } from './case.ts';
import { disturbedCases } from './cases/disturbed.ts';
import { readingCases } from './cases/reading.ts';
import { runningCases } from './cases/running.ts';
import type { ConformanceSubject } from './world.ts';

/** Everything that a driver must meet, as cases for any test runner. */
export function driverCases<P extends Provider>(): readonly DriverCase<P>[] {
  return [...readingCases<P>(), ...runningCases<P>(), ...disturbedCases<P>()];
}

/**
 * Runs the whole suite on a driver. What does not apply is skipped by name, with a reason.
 *
 * @example
 * ```ts
 * import { describe, it } from 'vitest';
 * describeDriver({ describe, it }, mySubject);
 * ```
 */
export function describeDriver<P extends Provider>(
  runner: TestRunner,
  subject: ConformanceSubject<P>,
  skips: Skips = {},
): void {
  describeCases(runner, subject.name, driverCases<P>(), async () => subject, skips);
}
