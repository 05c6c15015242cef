import { redact } from '@engine-upgrader/core';
import type { RdsCallError, RdsOperation } from './api.ts';
import { isBody } from './parse.ts';

/** Errors of a connection that was never made, so that nothing was sent. */
const notSentCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** What an official client threw, as a call's error. */
export function thrownError(operation: RdsOperation, thrown: unknown): RdsCallError {
  const fields: Readonly<Record<string, unknown>> = isBody(thrown) ? thrown : {};
  const code = typeof fields['code'] === 'string' ? fields['code'] : undefined;
  const data = isBody(fields['data']) ? fields['data'] : undefined;
  if (data) return answeredError(operation, data, fields);
  const message =
    thrown instanceof Error ? redact(plain(thrown.message)) : 'something that is no error was thrown';
  if (code !== undefined && notSentCodes.has(code)) return { cause: 'not-sent', operation, message, code };
  if (thrown instanceof SyntaxError || /value is not a|not a object|not an object/i.test(message)) {
    return { cause: 'malformed', operation, message: 'it is not JSON', field: 'body' };
  }
  return { cause: 'transport', operation, message, ...(code === undefined ? {} : { code }) };
}

/** Without the request that the clients append to a connection's error. */
function plain(message: string): string {
  return message.replace(/\.?\s*(?:GET|POST) https?:\/\/\S+ failed\.?$/, '');
}

/** An answer of the cloud that is an error: its fields are `Code`, `Message`, `RequestId`. */
export function answeredError(
  operation: RdsOperation,
  data: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, unknown>> = {},
): RdsCallError {
  const code = textOf(data['Code'] ?? data['code']);
  const requestId = textOf(data['RequestId'] ?? data['requestId']);
  const status = Number(fields['statusCode'] ?? data['statusCode']);
  const retryAfter = Number(fields['retryAfter']);
  const known = {
    operation,
    ...(requestId === undefined ? {} : { requestId }),
    ...(Number.isFinite(status) ? { status } : {}),
  };
  if (code === undefined) {
    return { ...known, cause: 'malformed', message: 'an error without a code', field: 'Code' };
  }
  return {
    ...known,
    cause: 'refused',
    code,
    message: textOf(data['Message'] ?? data['message']) ?? '',
    ...(retryAfter > 0 ? { retryAfter } : {}),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? redact(value) : undefined;
}
