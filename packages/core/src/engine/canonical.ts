import { createHash } from 'node:crypto';

/** JSON with its keys in order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
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
