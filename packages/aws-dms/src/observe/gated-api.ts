import { pacedRead, type Reach, type UpgradeError } from '@engine-upgrader/core';
import type { ResultAsync } from 'neverthrow';
import type { AnswerBody, DmsApi, DmsCallError, DmsInputs, DmsOperation } from '../wire/api.ts';
import { codeClass } from '../wire/code-class.ts';
import { toUpgradeError } from '../wire/upgrade-error.ts';

/** Why a read gave nothing: the error, and the call's own where it came to a call. */
export interface ReadFailure {
  readonly error: UpgradeError;
  readonly call?: DmsCallError;
}

/** Reads that wait for their turn in the scope's budget. */
export type Read = <O extends DmsOperation>(
  operation: O,
  region: string,
  input: DmsInputs[O],
  subject: string,
) => ResultAsync<AnswerBody, ReadFailure>;

/** A call's error as a read's failure. */
export function readFailure(call: DmsCallError, subject: string): ReadFailure {
  return { error: toUpgradeError(call, subject), call };
}

/** Whether the cloud said that there is no such thing. */
export function isNotFound(failure: ReadFailure): boolean {
  return failure.call?.cause === 'refused' && codeClass(failure.call.code ?? '') === 'not-found';
}

/** Reads that wait for their turn, and for another one where the cloud throttles them. */
export function gatedReads(api: DmsApi, reach: Reach): Read {
  return (operation, region, input, subject) =>
    pacedRead(reach, async () => {
      const answer = await api.call(operation, region, input);
      return answer.mapErr((call) => readFailure(call, subject));
    });
}
