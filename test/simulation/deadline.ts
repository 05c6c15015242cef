import type { SimulatedClock } from '@engine-upgrader/cloud-simulator';
import { err, ResultAsync } from 'neverthrow';

/** An answer that has not come by the deadline does not come: what the adapters over the official clients do. */
export function byDeadline<T, E>(
  clock: SimulatedClock,
  limit: number,
  call: ResultAsync<T, E>,
  late: E,
): ResultAsync<T, E> {
  const tooLate = clock.sleep(limit).then(() => err<T, E>(late));
  return new ResultAsync(Promise.race([call, tooLate]));
}
