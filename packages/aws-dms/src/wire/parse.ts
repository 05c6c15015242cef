import { redact } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { AnswerBody, DmsCallError, DmsOperation } from './api.ts';

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

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function readText(value: unknown): string | undefined | typeof wrong {
  if (isAbsent(value) || value === '') return undefined;
  return typeof value === 'string' && value.length <= 20_000 ? value : wrong;
}

/** A text of a length that real answers have. It is kept as it is, so it may have no control characters in it. */
export const text: z.ZodMiniType<string> = fieldBy((value) =>
  typeof value === 'string' && value.length <= 2_000 && /^\P{Cc}+$/u.test(value) ? value : wrong,
);

/** A text that may be absent; empty counts as absent. */
export const optionalText: z.ZodMiniType<string | undefined> = z.optional(fieldBy(readText));

/** A foreign text that people read: cut and redacted. */
export const optionalMessage: z.ZodMiniType<string | undefined> = z.optional(
  fieldBy((value) => {
    const read = readText(value);
    return typeof read === 'string' ? redact(read) : read;
  }),
);

/** A yes or no; absent counts as no. */
export const flag: z.ZodMiniType<boolean> = z.pipe(
  z.nullish(z.boolean()),
  z.transform((value) => value ?? false),
);

/** A number that may be absent. */
export const optionalNumber: z.ZodMiniType<number | undefined> = z.optional(
  fieldBy((value) => {
    if (isAbsent(value)) return undefined;
    return isNumber(value) ? value : wrong;
  }),
);

/** A date that may be absent, as milliseconds since the epoch: the client gives Date objects, the wire seconds. */
export const optionalInstant: z.ZodMiniType<number | undefined> = z.optional(
  fieldBy((value) => {
    if (isAbsent(value)) return undefined;
    if (isNumber(value)) return value * 1_000;
    return value instanceof Date && isNumber(value.getTime()) ? value.getTime() : wrong;
  }),
);

/**
 * Takes the named fields of an answer; unknown ones stay out of the way.
 *
 * @returns a `malformed` error that names the first field that is missing or of another type
 */
export function parseBody<T>(
  operation: DmsOperation,
  body: unknown,
  schema: z.ZodMiniType<T>,
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
