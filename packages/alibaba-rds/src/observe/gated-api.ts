import type { Reach, UpgradeError } from '@engine-upgrader/core';
import { err, type Result, ResultAsync } from 'neverthrow';
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

/** Puts the budget's gate before each read. */
export function gatedReads(api: RdsApi, reach: Reach): Read {
  return (operation, region, parameters, subject) => {
    const read = async (): Promise<Result<AnswerBody, ReadFailure>> => {
      const turn = await reach.gate('read');
      if (turn.isErr()) return err({ error: turn.error });
      const answer = await api.call(operation, region, parameters);
      return answer.mapErr((call) => readFailure(call, subject));
    };
    return new ResultAsync(read());
  };
}
