import type { CallAnswer } from '@engine-upgrader/core';
import type { AwsDms } from '../provider.ts';
import type { DmsCallError } from './api.ts';
import { codeClass } from './code-class.ts';
import { toUpgradeError } from './upgrade-error.ts';

type NotAccepted = Exclude<CallAnswer<AwsDms>, { readonly answer: 'accepted' }>;
type Kind = NotAccepted['answer'];

/**
 * What a failed mutating call means. Certain is only what the cloud's own code says, or that nothing was sent;
 * all else leaves open whether it was done.
 */
export function mutationAnswer(error: DmsCallError, subject: string): NotAccepted {
  return { answer: answerKind(error), error: toUpgradeError(error, subject) };
}

function answerKind(error: DmsCallError): Kind {
  switch (error.cause) {
    case 'malformed':
    case 'transport':
      return 'unknown';
    case 'not-sent':
    case 'no-login':
    case 'no-session':
      return 'throttled';
    case 'invalid':
      return 'rejected';
    case 'refused':
      return refusedKind(error);
  }
}

function refusedKind(error: DmsCallError): Kind {
  switch (codeClass(error.code ?? '', error.message)) {
    case 'busy':
      return 'busy';
    case 'server':
      return 'unknown';
    case 'throttled':
    case 'login-refused':
    case 'login-expired':
    case 'permission':
    case 'clock':
      return 'throttled';
    case 'not-found':
    case 'refused':
      return 'rejected';
  }
}
