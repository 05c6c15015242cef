import { pacedRead, type Reach, type UpgradeError } from '@engine-upgrader/core';
import type { ResultAsync } from 'neverthrow';
import type { AnswerBody, RdsApi, RdsCallError, RdsOperation, RdsParameters } from '../wire/api.ts';
import { toUpgradeError } from '../wire/upgrade-error.ts';

/** Why a read gave nothing: the error, and the cloud's own code where it answered with one. */
export interface ReadFailure {
  readonly error: UpgradeError;
  readonly call?: RdsCallError;
}

/** Reads that wait for their turn in the scope's budget. */
export type Read = <O extends RdsOperation>(
  operation: O,
  region: string,
  parameters: RdsParameters[O],
  subject: string,
) => ResultAsync<AnswerBody, ReadFailure>;

/** A call's error as a read's failure. */
export function readFailure(call: RdsCallError, subject: string): ReadFailure {
  return { error: toUpgradeError(call, subject), call };
}

/** Reads that wait for their turn, and for another one where the cloud throttles them. */
export function gatedReads(api: RdsApi, reach: Reach): Read {
  return (operation, region, parameters, subject) =>
    pacedRead(reach, async () => {
      const answer = await api.call(operation, region, parameters);
      return answer.mapErr((call) => readFailure(call, subject));
    });
}
