import { redact } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { AnswerBody, RdsCallError, RdsOperation } from './api.ts';

/** What a field's reader returns for a value that cannot be. */
const wrong = Symbol('wrong');

/** A field that one function reads: listings have thousands, and a chain of schemas takes several times longer. */
function fieldBy<T>(read: (value: unknown) => T | typeof wrong): z.ZodMiniType<T> {
  return z.transform((value, context) => {
    const taken = read(value);
    if (taken !== wrong) return taken;
    context.issues.push({ code: 'custom', message: 'missing or of another type', input: value });
    return z.NEVER;
  });
}

/** A number as JSON can have it. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** A text that is there, of a length that real answers have; fit to be kept and shown. */
export const text: z.ZodMiniType<string> = fieldBy((value) =>
  typeof value === 'string' && value !== '' && value.length <= 2_000 ? redact(value) : wrong,
);
/** An id, which some answers have as a number. It is kept as it is, so it may have nothing odd in it. */
export const id: z.ZodMiniType<string> = fieldBy((value) => {
  if (typeof value === 'string') return value.length <= 200 && /^[^\s\p{Cc}]+$/u.test(value) ? value : wrong;
  return isNumber(value) ? String(value) : wrong;
});
/** A text that may be absent, fit to be kept and shown; empty counts as absent, as many of the cloud's fields are. */
export const optionalText: z.ZodMiniType<string | undefined> = z.optional(
  fieldBy((value) => {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value.length <= 2_000 ? redact(value) : wrong;
    return isNumber(value) ? String(value) : wrong;
  }),
);
/** A number that some answers have as a text. */
export const optionalNumber: z.ZodMiniType<number | undefined> = z.optional(
  fieldBy((value) => {
    if (value === undefined || value === null || value === '') return undefined;
    if (!isNumber(value) && (typeof value !== 'string' || value.length > 40)) return wrong;
    const number = Number(value);
    return Number.isFinite(number) ? number : undefined;
  }),
);

/**
 * Takes the named fields of an answer; unknown ones stay out of the way.
 *
 * @returns a `malformed` error that names the first field that is missing or of another type
 */
export function parseBody<T>(
  operation: RdsOperation,
  body: unknown,
  schema: z.ZodMiniType<T>,
): Result<T, RdsCallError> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const field = parsed.error.issues[0]?.path.map(String).join('.') || 'body';
  return err(malformed(operation, field, body));
}

/** An answer whose field is missing or cannot be. */
export function malformed(operation: RdsOperation, field: string, body?: unknown): RdsCallError {
  const requestId = requestIdOf(body);
  const name = redact(field);
  return {
    cause: 'malformed',
    operation,
    message: `field ${name} is missing or cannot be`,
    field: name,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** The request id of an answer, where it has one. */
export function requestIdOf(body: unknown): string | undefined {
  const value = isBody(body) ? body['RequestId'] : undefined;
  return typeof value === 'string' ? redact(value) : undefined;
}

/** Whether something is an object such as every answer's body is. */
export function isBody(value: unknown): value is AnswerBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
