import { err, ok, type Result } from 'neverthrow';
import { type InvalidInputError, invalidInput } from '../contract/errors.ts';
import type { Share } from './request.ts';

/**
 * A share in instances: a number is itself, a part is rounded up, so that `1%` of ten is one.
 *
 * @param least what it has to be at least: 0 for errors, 1 for what has to go on
 */
export function instancesOf(
  name: string,
  share: Share,
  all: number,
  least: 0 | 1,
): Result<number, InvalidInputError> {
  const right = `right is a whole number from ${least}, or a part from ${least}% to 100%`;
  const [, text] = /^(\d{1,3}(?:\.\d+)?)%$/.exec(String(share)) ?? [];
  if (text !== undefined) {
    const percent = Number(text);
    if (percent > 100 || percent < least) return err(invalidInput(name, `${name} "${share}": ${right}`));
    // 1.1% of 3,000 is 33, and a fraction more in binary.
    const exact = Number(((all * percent) / 100).toFixed(6));
    return ok(Math.max(least, Math.ceil(exact)));
  }
  if (typeof share === 'number' && Number.isSafeInteger(share) && share >= least) return ok(share);
  return err(invalidInput(name, `${name} "${share}": ${right}`));
}
