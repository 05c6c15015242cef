import type { DmsCallError } from './api.ts';
import type { SessionError } from './role.ts';

/**
 * Why a call was not sent: its login has no session of its role.
 *
 * @param failure what kept the session from it, read as if the call itself had failed so
 */
export function sessionFailure({ role, asked }: SessionError, failure: DmsCallError): DmsCallError {
  if (failure.cause === 'invalid') return failure;
  if (failure.cause === 'no-login' && !asked) {
    return { ...failure, places: [`role ${role}`, ...(failure.places ?? [])] };
  }
  if (failure.cause === 'refused') return { ...failure, cause: 'no-session', role };
  const { operation, message, field } = failure;
  // After an answer, `no-login` is the official client's word for one that lacks the session.
  const missing = failure.cause === 'no-login' ? 'Credentials' : field;
  return {
    cause: 'no-session',
    operation,
    role,
    message,
    ...(missing === undefined ? {} : { field: missing }),
  };
}
