import { createHash } from 'node:crypto';

/** JSON with its keys in order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inOrder(value));
}

function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((key) => [key, inOrder(fields[key])]),
  );
}

function hash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/**
 * The token of an attempt: the same for every send of it, another for every other attempt, step, plan and
 * argument. 48 hexadecimal digits; ApsaraDB RDS takes at most 64 ASCII characters (UE).
 */
export function tokenOf(planId: string, stepId: string, attempt: number, call: unknown): string {
  return hash([planId, stepId, attempt, call]).slice(0, 48);
}

/** The digest of a document without its own `digest` field. */
export function digestOf(document: object): string {
  const rest = Object.entries(document).filter(([key]) => key !== 'digest');
  return hash(Object.fromEntries(rest)).slice(0, 32);
}
