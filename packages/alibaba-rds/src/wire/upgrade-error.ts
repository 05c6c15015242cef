import type { ProviderAnswer, UpgradeError } from '@engine-upgrader/core';
import type { RdsCallError } from './api.ts';
import { type CodeClass, codeClass } from './code-class.ts';

/**
 * A failed call as an error of the API.
 *
 * @param subject what it was about: an instance's reference, or a region
 */
export function toUpgradeError(error: RdsCallError, subject: string): UpgradeError {
  const during = `${error.operation} for ${subject}`;
  if (error.cause === 'refused') return byClass[codeClass(error.code ?? '')](error, during, subject);
  return byCause[error.cause](error, during);
}

/** What the cloud itself said, for an error to keep. */
function providerOf(error: RdsCallError): { readonly provider: ProviderAnswer } {
  const { operation, message, code, requestId } = error;
  return {
    provider: {
      operation,
      message,
      ...(code === undefined ? {} : { code }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  };
}

function said(error: RdsCallError): string {
  return error.message === '' ? (error.code ?? '') : `${error.code}: ${error.message}`;
}

type Cause = Exclude<RdsCallError['cause'], 'refused'>;

const byCause: Readonly<Record<Cause, (error: RdsCallError, during: string) => UpgradeError>> = {
  malformed: (error, during) => ({
    kind: 'malformed-answer',
    message: `${during} got an answer that cannot be: ${error.message}`,
    ...providerOf(error),
    ...(error.field === undefined ? {} : { field: error.field }),
  }),
  transport: noAnswer,
  'not-sent': noAnswer,
  'no-login': (error) => ({
    kind: 'credentials',
    cause: 'missing',
    message: `no login for Alibaba Cloud was found; looked at ${(error.places ?? []).join(', ')}`,
    places: error.places ?? [],
    ...providerOf(error),
  }),
  invalid: (error) => ({
    kind: 'invalid-input',
    input: error.field ?? 'configuration',
    message: error.message,
  }),
};

function noAnswer(error: RdsCallError, during: string): UpgradeError {
  return { kind: 'unavailable', message: `${during} got no answer: ${error.message}`, ...providerOf(error) };
}

type Refusal = (error: RdsCallError, during: string, subject: string) => UpgradeError;

const byClass: Readonly<Record<CodeClass, Refusal>> = {
  throttled: (error, during) => ({
    kind: 'throttled',
    message: `${during} was throttled: ${said(error)}`,
    ...providerOf(error),
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  }),
  'login-refused': login('refused', (during) => `the login was refused at ${during}`),
  'login-expired': login('expired', (during) => `the login has expired at ${during}`),
  permission: (error, _during, subject) => ({
    kind: 'credentials',
    cause: 'permission',
    message: `the login may not do rds:${error.operation} on ${subject}: ${said(error)}`,
    ...providerOf(error),
  }),
  clock: login('clock', (during) => `this machine's clock is too far off for signed requests, at ${during}`),
  'not-found': (error, _during, subject) => ({
    kind: 'not-found',
    reference: subject,
    message: `the cloud knows no ${subject}: ${said(error)}`,
    ...providerOf(error),
  }),
  busy: failed,
  server: failed,
  refused: (error, during) => ({
    kind: 'rejected',
    message: `${during} was refused: ${said(error)}`,
    ...providerOf(error),
  }),
};

function login(cause: 'refused' | 'expired' | 'clock', text: (during: string) => string): Refusal {
  return (error, during) => ({
    kind: 'credentials',
    cause,
    message: `${text(during)}: ${said(error)}`,
    ...providerOf(error),
  });
}

function failed(error: RdsCallError, during: string): UpgradeError {
  return { kind: 'unavailable', message: `${during} failed: ${said(error)}`, ...providerOf(error) };
}
