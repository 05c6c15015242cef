import { redact } from '@engine-upgrader/core';
import { ResultAsync } from 'neverthrow';
import type { RdsCallError, RdsOperation } from './api.ts';

/**
 * Loads an official package for a call.
 *
 * @returns a `not-sent` error that names the package, where an install is incomplete or damaged
 */
export function loadPackage<T>(
  operation: RdsOperation,
  name: string,
  load: () => Promise<T>,
): ResultAsync<T, RdsCallError> {
  return ResultAsync.fromThrowable(load, (thrown): RdsCallError => {
    // The rest of the message lists files of this machine.
    const [why = ''] = String(thrown instanceof Error ? thrown.message : thrown).split('\n');
    const message = `the package ${name} could not be loaded, so nothing was sent; install it again (${redact(why)})`;
    return { cause: 'not-sent', operation, message };
  })();
}
