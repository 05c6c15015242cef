import { describe, expect, it } from 'vitest';
import { codeClass } from './code-class.ts';
import { mutationAnswer } from './mutation-answer.ts';

/** Every code that the documents and the service's model name, and what it means for a mutating call. */
const answers: Readonly<Record<string, 'throttled' | 'busy' | 'rejected' | 'unknown'>> = {
  ThrottlingException: 'throttled',
  UnrecognizedClientException: 'throttled',
  InvalidSignatureException: 'throttled',
  ExpiredTokenException: 'throttled',
  MissingAuthenticationTokenException: 'throttled',
  AccessDeniedException: 'throttled',
  InvalidResourceStateFault: 'busy',
  AccessDeniedFault: 'rejected',
  InsufficientResourceCapacityFault: 'rejected',
  ResourceAlreadyExistsFault: 'rejected',
  ResourceNotFoundFault: 'rejected',
  ResourceQuotaExceededFault: 'rejected',
  StorageQuotaExceededFault: 'rejected',
  UpgradeDependencyFailureFault: 'rejected',
  KMSKeyNotAccessibleFault: 'rejected',
  InvalidParameterCombinationException: 'rejected',
  InvalidParameterValueException: 'rejected',
  SomethingNobodyHasListed: 'rejected',
  InternalFailure: 'unknown',
  ServiceUnavailable: 'unknown',
};

describe('what a code means', () => {
  it.each(Object.entries(answers))('%s: %s', (code, answer) => {
    const error = { cause: 'refused', operation: 'ModifyReplicationInstance', code, message: '' } as const;
    expect(mutationAnswer(error, 'orders').answer).toBe(answer);
  });

  it.each([
    ['UnrecognizedClientException', 'The security token included in the request is invalid.', 'refused'],
    ['ExpiredTokenException', 'The security token included in the request is expired', 'expired'],
    [
      'AccessDeniedException',
      'User is not authorized to perform: dms:ModifyReplicationInstance',
      'permission',
    ],
    ['InvalidSignatureException', 'The request signature we calculated does not match', 'refused'],
    [
      'InvalidSignatureException',
      'Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z',
      'clock',
    ],
    ['InvalidSignatureException', 'Signature not yet current: 20260101T001000Z', 'clock'],
  ])('%s (%s) is a login that is %s', (code, message, cause) => {
    const error = { cause: 'refused', operation: 'ModifyReplicationInstance', code, message } as const;
    expect(mutationAnswer(error, 'orders').error).toMatchObject({ kind: 'credentials', cause });
  });

  it('names the action that a permission lacks', () => {
    const error = {
      cause: 'refused',
      operation: 'StopReplicationTask',
      code: 'AccessDeniedException',
      message: '',
    } as const;
    expect(mutationAnswer(error, 'orders').error.message).toContain('dms:StopReplicationTask');
  });

  it('tells a call that was not sent from one whose answer is lost', () => {
    const error = { operation: 'ModifyReplicationInstance', message: '' } as const;
    expect(mutationAnswer({ ...error, cause: 'not-sent' }, 'orders').answer).toBe('throttled');
    expect(mutationAnswer({ ...error, cause: 'no-login' }, 'orders').answer).toBe('throttled');
    expect(mutationAnswer({ ...error, cause: 'transport' }, 'orders').answer).toBe('unknown');
    expect(mutationAnswer({ ...error, cause: 'malformed' }, 'orders').answer).toBe('unknown');
  });

  it('has no name of an object for a code', () => {
    expect(codeClass('constructor')).toBe('refused');
    expect(codeClass('')).toBe('refused');
  });
});
