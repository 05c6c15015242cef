import { ok, type ResultAsync } from 'neverthrow';

/**
 * The same answer, of which somebody is told unless it is an error. For what is called thousands of times: `map` would
 * make objects of a class of their own at each call, which live until a full collection.
 */
export function tapped<T, E>(answer: ResultAsync<T, E>, told: (value: T) => void): ResultAsync<T, E> {
  return answer.andThen((value) => {
    told(value);
    return ok(value);
  });
}
