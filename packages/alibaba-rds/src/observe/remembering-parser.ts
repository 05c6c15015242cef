import { ok, type Result } from 'neverthrow';
import type { RdsCallError, RdsOperation } from '../wire/api.ts';
import type { RdsInstance } from './instance.ts';
import { parseInstance } from './parse-instance.ts';

/** Reads one item of a listing. */
export type InstanceParser = typeof parseInstance;

/** More than a region of most accounts has; then all are forgotten, which costs reading them once more. */
const mostRemembered = 20_000;

/**
 * A parser that gives the same object for the same answer: of thousands of instances few have changed from one look
 * to the next.
 */
export function rememberingParser(): InstanceParser {
  const known = new Map<string, RdsInstance>();
  return (operation: RdsOperation, region: string, body: unknown): Result<RdsInstance, RdsCallError> => {
    const text = `${region} ${JSON.stringify(body)}`;
    const same = known.get(text);
    if (same) return ok(same);
    return parseInstance(operation, region, body).map((instance) => {
      if (known.size >= mostRemembered) known.clear();
      known.set(text, instance);
      return instance;
    });
  };
}
