import { err, ResultAsync, type Result } from 'neverthrow';
import { internalError, type UpgradeError } from '../contract/errors.ts';

/** Runs work at the edge of the API: whatever it throws becomes an `internal` error, so that nothing rejects. */
export function guarded<T>(
  during: string,
  work: () => Promise<Result<T, UpgradeError>>,
): ResultAsync<T, UpgradeError> {
  const safe = async (): Promise<Result<T, UpgradeError>> => {
    try {
      return await work();
    } catch (thrown) {
      return err(internalError(during, thrown));
    }
  };
  return new ResultAsync(safe());
}

/** A listing that yields what it throws as its last error, and ends. */
export async function* guardedListing<T>(
  listing: AsyncIterable<Result<T, UpgradeError>>,
): AsyncGenerator<Result<T, UpgradeError>> {
  try {
    yield* listing;
  } catch (thrown) {
    yield err(internalError('instances', thrown));
  }
}
