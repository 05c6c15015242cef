import type { Result } from 'neverthrow';

/** The value of a result that has one. */
export function valueOf<T>(result: Result<T, unknown>): T {
  if (result.isOk()) return result.value;
  throw new Error(`an error: ${JSON.stringify(result.error)}`);
}

/** The error of a result that has one. */
export function errorOf<E>(result: Result<unknown, E>): E {
  if (result.isErr()) return result.error;
  throw new Error(`no error: ${JSON.stringify(result.value)}`);
}
