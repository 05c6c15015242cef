import { err, ok, type Result } from 'neverthrow';
import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';

/** Why a value has not the shape that it should have. */
export interface ShapeFault {
  /** The first field that is wrong, as a path with dots; empty where it is the value itself. */
  readonly field: string;
  readonly message: string;
}

// Zod's light form, which starts several times as fast, has no messages of its own.
const { localeError } = en();

/** Takes a value that has a shape; of another one the first fault is told. */
export function checkShape<T>(schema: z.ZodMiniType<T>, value: unknown): Result<T, ShapeFault> {
  const parsed = schema.safeParse(value, { error: localeError });
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err({
    field: issue?.path.map(String).join('.') ?? '',
    message: issue?.message ?? 'not as it should be',
  });
}
