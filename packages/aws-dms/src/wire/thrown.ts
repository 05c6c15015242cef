import { redact } from '@engine-upgrader/core';
import { catch as orElse } from 'zod/mini';
import * as z from 'zod/mini';
import type { DmsCallError, DmsOperation } from './api.ts';
import { PlainHttpError } from './endpoint.ts';
import { SessionError } from './role.ts';
import { sessionFailure } from './session-failure.ts';

/** Errors of a connection that was never made, so that nothing was sent. */
const notSentCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Where the official client looks for a login, in its order. */
export const loginPlaces: readonly string[] = [
  'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  'AWS_PROFILE in ~/.aws/credentials and ~/.aws/config (keys, SSO, roles, process)',
  'AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'the metadata of the EC2 instance',
];

/** What the client makes of an answer that has no code of the service. */
const namelessCodes: ReadonlySet<string> = new Set([
  '',
  'Error',
  'Unknown',
  'UnknownError',
  'SyntaxError',
  'TypeError',
]);

const shape = z.object({
  name: orElse(z.string(), ''),
  message: orElse(z.string(), ''),
  code: orElse(z.optional(z.string()), undefined),
  $metadata: orElse(
    z.optional(
      z.object({
        requestId: orElse(z.optional(z.string()), undefined),
        httpStatusCode: orElse(z.optional(z.number()), undefined),
      }),
    ),
    undefined,
  ),
  $fault: orElse(z.optional(z.string()), undefined),
  $response: orElse(z.optional(z.object({ headers: z.record(z.string(), z.unknown()) })), undefined),
});

/** What the official client threw, as a call's error. */
export function thrownError(operation: DmsOperation, thrown: unknown): DmsCallError {
  if (thrown instanceof PlainHttpError) {
    return { cause: 'invalid', operation, message: redact(thrown.message), field: 'client' };
  }
  if (thrown instanceof SessionError) return sessionFailure(thrown, thrownError(operation, thrown.cause));
  const parsed = shape.safeParse(thrown);
  if (!parsed.success) {
    return { cause: 'transport', operation, message: 'something that is no error was thrown' };
  }
  const { name, code, $metadata, $fault } = parsed.data;
  const message = redact(parsed.data.message);
  if (/Credentials?Provider|TokenProvider|CredentialsError/.test(name)) {
    return { cause: 'no-login', operation, message, places: loginPlaces };
  }
  if (code !== undefined && notSentCodes.has(code)) return { cause: 'not-sent', operation, message, code };
  const answered = $metadata?.httpStatusCode !== undefined || $fault !== undefined;
  const requestId = $metadata?.requestId === undefined ? {} : { requestId: redact($metadata.requestId) };
  // The client's readers stumble over fields of another type.
  const stumbled = thrown instanceof SyntaxError || thrown instanceof TypeError;
  if (stumbled || (answered && namelessCodes.has(name))) {
    return {
      cause: 'malformed',
      operation,
      message: 'it is no answer of the service',
      field: 'body',
      ...requestId,
    };
  }
  if (!answered) return { cause: 'transport', operation, message: message || name };
  const hint = retryAfter(parsed.data.$response?.headers);
  return {
    cause: 'refused',
    operation,
    message: message === name ? '' : message,
    code: redact(name),
    ...requestId,
    ...(hint === undefined ? {} : { retryAfter: hint }),
  };
}

/** The hint of the header, in milliseconds. */
function retryAfter(headers: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const seconds = Number(headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}
