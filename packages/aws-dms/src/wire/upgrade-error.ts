import { type ProviderAnswer, redact, type UpgradeError } from '@engine-upgrader/core';
import type { DmsCallError } from './api.ts';
import { codeClass } from './code-class.ts';

/** What the cloud itself said, for an error to keep. */
export function providerAnswer(error: DmsCallError): ProviderAnswer {
  return {
    operation: error.cause === 'no-session' ? 'AssumeRole' : error.operation,
    message: error.message,
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  };
}

/**
 * A failed call as an error of the API.
 *
 * @param about what it was about: a reference, or a region
 */
export function toUpgradeError(error: DmsCallError, about: string): UpgradeError {
  // An ARN out of an answer is foreign text as well.
  const subject = redact(about);
  const provider = providerAnswer(error);
  const during = `${error.operation} for ${subject}`;
  switch (error.cause) {
    case 'refused':
      return refusal(error, during, subject);
    case 'malformed': {
      const field = error.field === undefined ? {} : { field: error.field };
      const message = `${during} got an answer that cannot be: ${error.message}`;
      return { kind: 'malformed-answer', message, provider, ...field };
    }
    case 'transport':
    case 'not-sent':
      return { kind: 'unavailable', message: `${during} got no answer: ${error.message}`, provider };
    case 'no-login': {
      const places = error.places ?? [];
      const message = `no login for AWS was found; looked at: ${places.join(', ')} (${error.message})`;
      return { kind: 'credentials', cause: 'missing', message, places };
    }
    case 'no-session':
      return noSession(error);
    case 'invalid':
      return { kind: 'invalid-input', input: error.field ?? 'configuration', message: error.message };
  }
}

function refusal(error: DmsCallError, during: string, subject: string): UpgradeError {
  const provider = providerAnswer(error);
  const code = error.code ?? '';
  const said = `${code}${error.message === '' ? '' : `: ${error.message}`}`;
  switch (codeClass(code, error.message)) {
    case 'throttled': {
      const hint = error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter };
      return { kind: 'throttled', message: `${during} was throttled: ${said}`, provider, ...hint };
    }
    case 'login-refused':
      return credentials('refused', `the login was refused at ${during}: ${said}`, provider);
    case 'login-expired':
      return credentials('expired', `the login has expired at ${during}: ${said}`, provider);
    case 'permission': {
      const message = `the login may not do dms:${error.operation} on ${subject}: ${said}`;
      return credentials('permission', message, provider);
    }
    case 'clock': {
      const message = `this machine's clock is too far off for signed requests, at ${during}: ${said}`;
      return credentials('clock', message, provider);
    }
    case 'not-found': {
      const message = `the cloud knows no ${subject}: ${said}`;
      return { kind: 'not-found', reference: subject, message, provider };
    }
    case 'busy':
    case 'server':
      return { kind: 'unavailable', message: `${during} failed: ${said}`, provider };
    case 'refused':
      return { kind: 'rejected', message: `${during} was refused: ${said}`, provider };
  }
}

/** Whatever AWS STS has against it, it is the login that cannot be had: waiting helps only where it says so. */
function noSession(error: DmsCallError): UpgradeError {
  const provider = providerAnswer(error);
  const asked = `sts:AssumeRole on ${redact(error.role ?? '')}`;
  const { code, field, message } = error;
  if (code === undefined) {
    return field === undefined
      ? { kind: 'unavailable', message: `${asked} got no answer: ${message}`, provider }
      : {
          kind: 'malformed-answer',
          message: `${asked} got an answer that cannot be: ${message}`,
          provider,
          field,
        };
  }
  const said = `${code}${message === '' ? '' : `: ${message}`}`;
  switch (codeClass(code, message)) {
    case 'throttled': {
      const hint = error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter };
      return { kind: 'throttled', message: `${asked} was throttled: ${said}`, provider, ...hint };
    }
    case 'busy':
    case 'server':
      return { kind: 'unavailable', message: `${asked} failed: ${said}`, provider };
    case 'permission':
      return credentials('permission', `the login may not do ${asked}: ${said}`, provider);
    case 'login-expired':
      return credentials('expired', `the login has expired at ${asked}: ${said}`, provider);
    case 'clock': {
      const off = `this machine's clock is too far off for signed requests, at ${asked}: ${said}`;
      return credentials('clock', off, provider);
    }
    case 'login-refused':
    case 'not-found':
    case 'refused':
      return credentials('refused', `${asked} was refused: ${said}`, provider);
  }
}

function credentials(
  cause: 'refused' | 'expired' | 'permission' | 'clock',
  message: string,
  provider: ProviderAnswer,
): UpgradeError {
  return { kind: 'credentials', cause, message, provider };
}
