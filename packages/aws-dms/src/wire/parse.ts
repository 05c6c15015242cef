import { redact } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { z } from 'zod';
import type { AnswerBody, DmsCallError, DmsOperation } from './api.ts';

/** A text, cut to a length that no real answer has. */
export const text: z.ZodType<string> = z.string().min(1).max(2_000);

/** A text that may be absent; empty counts as absent. */
export const optionalText: z.ZodType<string | undefined> = z
  .string()
  .max(20_000)
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));

/** A foreign text that people read: cut and redacted. */
export const optionalMessage: z.ZodType<string | undefined> = optionalText.transform((value) =>
  value === undefined ? undefined : redact(value),
);

/** A yes or no; absent counts as no. */
export const flag: z.ZodType<boolean> = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** A number that may be absent. */
export const optionalNumber: z.ZodType<number | undefined> = z
  .number()
  .nullish()
  .transform((value) => (value === null ? undefined : value));

/** A date that may be absent, as milliseconds since the epoch: the client gives Date objects, the wire seconds. */
export const optionalInstant: z.ZodType<number | undefined> = z
  .union([z.date(), z.number()])
  .nullish()
  .transform((value) => (typeof value === 'number' ? value * 1_000 : value?.getTime()));

/**
 * Takes the named fields of an answer; unknown ones stay out of the way.
 *
 * @returns a `malformed` error that names the first field that is missing or of another type
 */
export function parseBody<T>(
  operation: DmsOperation,
  body: unknown,
  schema: z.ZodType<T>,
): Result<T, DmsCallError> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err(malformed(operation, issue?.path.map(String).join('.') || 'body', body));
}

/** The error that names a field which is missing or cannot be. */
export function malformed(operation: DmsOperation, field: string, body?: unknown): DmsCallError {
  const requestId = requestIdOf(body);
  return {
    cause: 'malformed',
    operation,
    message: `field ${redact(field)} is missing or cannot be`,
    field: redact(field),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

const metadata = z.object({ $metadata: z.object({ requestId: z.string() }) });

/** The request id of an answer, where it has one. */
export function requestIdOf(body: unknown): string | undefined {
  const parsed = metadata.safeParse(body);
  return parsed.success ? redact(parsed.data.$metadata.requestId) : undefined;
}

/** Whether something is an object such as every answer's body is. */
export function isBody(value: unknown): value is AnswerBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
