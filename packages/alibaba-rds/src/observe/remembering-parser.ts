import { ok, type Result } from 'neverthrow';
import type { RdsCallError, RdsOperation } from '../wire/api.ts';
import { isBody } from '../wire/parse.ts';
import type { RdsInstance } from './instance.ts';
import { parseInstance } from './parse-instance.ts';

/** Reads one item of a listing. */
export type InstanceParser = typeof parseInstance;

/** More than a region of most accounts has; then all are forgotten, which costs reading them once more. */
const mostRemembered = 20_000;

interface Remembered {
  readonly body: Readonly<Record<string, unknown>>;
  readonly instance: RdsInstance;
}

/**
 * A parser that gives the same object for the same answer: of thousands of instances few have changed from one look
 * to the next.
 */
export function rememberingParser(): InstanceParser {
  const known = new Map<string, Remembered>();
  return (operation: RdsOperation, region: string, body: unknown): Result<RdsInstance, RdsCallError> => {
    const id = isBody(body) ? body['DBInstanceId'] : undefined;
    if (!isBody(body) || typeof id !== 'string') return parseInstance(operation, region, body);
    const key = `${region}/${id}`;
    const before = known.get(key);
    if (before && isSame(before.body, body)) return ok(before.instance);
    return parseInstance(operation, region, body).map((instance) => {
      if (known.size >= mostRemembered) known.clear();
      known.set(key, { body, instance });
      return instance;
    });
  };
}

/** Whether two answers have the same fields with the same values. */
function isSame(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  let fields = 0;
  for (const name in one) {
    const value = one[name];
    const now = other[name];
    const isOther =
      value !== now && (typeof value !== 'object' || JSON.stringify(value) !== JSON.stringify(now));
    if (isOther) return false;
    fields += 1;
  }
  return fields === Object.keys(other).length;
}
