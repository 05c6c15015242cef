import type { CallAnswer } from '@engine-upgrader/core';
import type { AlibabaRds } from '../provider.ts';
import type { RdsCallError } from './api.ts';
import { type CodeClass, codeClass } from './code-class.ts';
import { toUpgradeError } from './upgrade-error.ts';

type Kind = Exclude<CallAnswer<AlibabaRds>['answer'], 'accepted'>;

/**
 * What a failed mutating call means. Certain is only what the cloud's own code says, or that nothing was sent;
 * all else leaves open whether it was done.
 */
export function mutationAnswer(error: RdsCallError, subject: string): CallAnswer<AlibabaRds> {
  return { answer: answerKind(error), error: toUpgradeError(error, subject) };
}

function answerKind(error: RdsCallError): Kind {
  return error.cause === 'refused' ? byClass[codeClass(error.code ?? '')] : byCause[error.cause];
}

const byCause: Readonly<Record<Exclude<RdsCallError['cause'], 'refused'>, Kind>> = {
  malformed: 'unknown',
  transport: 'unknown',
  'not-sent': 'throttled',
  'no-login': 'throttled',
  invalid: 'rejected',
};

const byClass: Readonly<Record<CodeClass, Kind>> = {
  busy: 'busy',
  server: 'unknown',
  throttled: 'throttled',
  'login-refused': 'throttled',
  'login-expired': 'throttled',
  permission: 'throttled',
  clock: 'throttled',
  'not-found': 'rejected',
  refused: 'rejected',
};
