import { type InvalidInputError, invalidInput } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';
import { once } from '../once.ts';

/** The choices of a request, with their defaults. */
export interface ResolvedOptions {
  readonly replicaOrder: 'auto' | 'replicas-first' | 'with-primary';
  readonly parallelReplicas: number;
}

const schema = once(() =>
  z.strictObject({
    replicaOrder: z.optional(z.enum(['auto', 'replicas-first', 'with-primary'])),
    parallelReplicas: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
  }),
);

/** Checks a request's choices, which may come from a command line. */
export function resolveOptions(options: unknown): Result<ResolvedOptions, InvalidInputError> {
  const parsed = schema().safeParse(options ?? {}, { error: en().localeError });
  if (parsed.success) {
    const { replicaOrder = 'auto', parallelReplicas = 1 } = parsed.data;
    return ok({ replicaOrder, parallelReplicas });
  }
  const issue = parsed.error.issues[0];
  const name = issue?.path.map(String).join('.') || 'options';
  return err(invalidInput(name, `${name} cannot be: ${issue?.message ?? 'not an object'}`));
}
