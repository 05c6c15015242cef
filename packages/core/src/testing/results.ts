import type { Result } from 'neverthrow';

/** The value of a result that must be one; fails the test otherwise. */
export function valueOf<T>(result: Result<T, unknown>): T {
  if (result.isOk()) return result.value;
  throw new Error(`an error came instead of a value: ${JSON.stringify(result.error)}`);
}

/** The error of a result that must be one; fails the test otherwise. */
export function errorOf<E>(result: Result<unknown, E>): E {
  if (result.isErr()) return result.error;
  throw new Error('a value came instead of an error');
}
