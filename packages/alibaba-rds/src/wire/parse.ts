import { redact } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { z } from 'zod';
import type { AnswerBody, RdsCallError, RdsOperation } from './api.ts';

/** A text that is there, of a length that real answers have; fit to be kept and shown. */
export const text: z.ZodType<string> = z.string().min(1).max(2_000).transform(redact);
/** An id, which some answers have as a number. */
export const id: z.ZodType<string> = z
  .union([z.string().max(200), z.number()])
  .transform((value) => String(value));
/** A text that may be absent, fit to be kept and shown; empty counts as absent, as many of the cloud's fields are. */
export const optionalText: z.ZodType<string | undefined> = z
  .union([z.string().max(2_000), z.number()])
  .nullish()
  .transform((value) =>
    value === null || value === undefined || value === '' ? undefined : redact(String(value)),
  );
/** A number that some answers have as a text. */
export const optionalNumber: z.ZodType<number | undefined> = z
  .union([z.number(), z.string().max(40)])
  .nullish()
  .transform((value) => {
    const number = value === null || value === undefined || value === '' ? Number.NaN : Number(value);
    return Number.isFinite(number) ? number : undefined;
  });

/**
 * Takes the named fields of an answer; unknown ones stay out of the way.
 *
 * @returns a `malformed` error that names the first field that is missing or of another type
 */
export function parseBody<T>(
  operation: RdsOperation,
  body: unknown,
  schema: z.ZodType<T>,
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
