import type { Reach } from '@engine-upgrader/core';
import { errAsync, okAsync } from 'neverthrow';
import type { RdsApi, RdsCallError, RdsOperation } from '../wire/api.ts';

/** One call that a fake port got. */
export interface RecordedCall {
  readonly operation: RdsOperation;
  readonly region: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** An answer's body, or a refusal's code. */
export type FakeAnswer = Readonly<Record<string, unknown>> | string;

/** A port that answers by a function, and what it was called with. */
export function fakeApi(answer: (call: RecordedCall) => FakeAnswer): { api: RdsApi; calls: RecordedCall[] } {
  const calls: RecordedCall[] = [];
  const api: RdsApi = {
    call: (operation, region, parameters) => {
      const call = { operation, region, parameters: { ...parameters } };
      calls.push(call);
      const given = answer(call);
      return typeof given === 'string' ? errAsync(refused(operation, given)) : okAsync(given);
    },
  };
  return { api, calls };
}

/** A refusal with a code. */
export function refused(operation: RdsOperation, code: string): RdsCallError {
  return { cause: 'refused', operation, code, message: 'as it is', requestId: 'R-1' };
}

/** A reach whose gate is always open. */
export const reach: Reach = { gate: () => okAsync(undefined), now: () => Date.UTC(2026, 0, 15, 12) };
