import { type Result, ResultAsync } from 'neverthrow';

/**
 * The same answer, of which somebody is told unless it is an error. For what is called thousands of times: the
 * `map` of a result makes objects of a class of their own at each call, which live until a full collection.
 */
export function tapped<T, E>(answer: ResultAsync<T, E>, told: (value: T) => void): ResultAsync<T, E> {
  const tap = async (): Promise<Result<T, E>> => {
    const result = await answer;
    if (result.isOk()) told(result.value);
    return result;
  };
  return new ResultAsync(tap());
}
