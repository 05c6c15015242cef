import { err, type Result, ResultAsync } from 'neverthrow';
import type { Reach } from '../contract/driver.ts';
import type { UpgradeError } from '../contract/errors.ts';

/**
 * Sends a read when its turn has come; and again, each time in another turn, while the cloud throttles it and the
 * reach has patience. Every read of a driver goes through here.
 *
 * @param send one request, without a retry of its own
 * @example
 * ```ts
 * const answer = await pacedRead(reach, async () => {
 *   const described = await api.describe(id);
 *   return described.mapErr((call) => ({ error: toError(call), call }));
 * });
 * ```
 */
export function pacedRead<T, F extends { readonly error: UpgradeError }>(
  reach: Reach,
  send: () => PromiseLike<Result<T, F>>,
): ResultAsync<T, F | { readonly error: UpgradeError }> {
  const read = async (): Promise<Result<T, F | { readonly error: UpgradeError }>> => {
    const turn = await reach.gate('read');
    if (turn.isErr()) return err({ error: turn.error });
    for (let times = 1; ; times += 1) {
      const answer = await send();
      if (answer.isOk() || answer.error.error.kind !== 'throttled' || !reach.again) return answer;
      const another = await reach.again(answer.error.error, times);
      if (another.isErr()) return err({ ...answer.error, error: another.error });
    }
  };
  return new ResultAsync(read());
}
