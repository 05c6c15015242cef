import { type InvalidInputError, invalidInput } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { z } from 'zod';

/** The choices of a request, with their defaults. */
export interface ResolvedOptions {
  readonly replicaOrder: 'auto' | 'replicas-first' | 'with-primary';
  readonly parallelReplicas: number;
}

const schema = z.strictObject({
  replicaOrder: z.enum(['auto', 'replicas-first', 'with-primary']).default('auto'),
  parallelReplicas: z.int().min(1).max(100).default(1),
});

/** Checks a request's choices, which may come from a command line. */
export function resolveOptions(options: unknown): Result<ResolvedOptions, InvalidInputError> {
  const parsed = schema.safeParse(options ?? {});
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const name = issue?.path.map(String).join('.') || 'options';
  return err(invalidInput(name, `${name} cannot be: ${issue?.message ?? 'not an object'}`));
}
