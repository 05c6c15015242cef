import type { Result } from 'neverthrow';

/** The value of a result that has to be one. */
export function valueOf<T>(result: Result<T, unknown>): T {
  if (result.isErr()) throw new Error(`expected a value, got ${JSON.stringify(result.error)}`);
  return result.value;
}

/** The error of a result that has to be one. */
export function errorOf<E>(result: Result<unknown, E>): E {
  if (result.isOk()) throw new Error(`expected an error, got ${JSON.stringify(result.value)}`);
  return result.error;
}
