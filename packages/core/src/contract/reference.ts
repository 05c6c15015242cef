import { err, ok, type Result } from 'neverthrow';
import { type InvalidInputError, invalidInput, redact } from './errors.ts';

/** Names one instance on one cloud. */
export interface InstanceRef {
  /** The provider's id: `alibaba-rds`, `aws-dms`. */
  readonly provider: string;
  readonly region: string;
  /** The instance's id or identifier, as the cloud spells it. */
  readonly id: string;
}

/** An {@link InstanceRef} in its URL form, or a part of an instance in the same style. */
export type ReferenceUrl = string;

const shape = /^([a-z][a-z0-9-]*):\/\/([a-z0-9-]+)\/([A-Za-z][A-Za-z0-9-]{0,62})$/;
const region = /^[a-z]{2,4}(-[a-z0-9]+)+$/;

/**
 * Writes a reference as a URL.
 *
 * @example
 * ```ts
 * formatReference({ provider: 'alibaba-rds', region: 'cn-hangzhou', id: 'rm-uf6wjk5' });
 * // 'alibaba-rds://cn-hangzhou/rm-uf6wjk5'
 * ```
 */
export function formatReference(reference: InstanceRef): ReferenceUrl {
  return `${reference.provider}://${reference.region}/${reference.id}`;
}

/**
 * Reads a reference from its URL form.
 *
 * @returns the reference, or an `invalid-input` error that names the text and the right form
 */
export function parseReference(text: string): Result<InstanceRef, InvalidInputError> {
  const parts = shape.exec(text);
  const right = 'right is PROVIDER://REGION/ID, such as alibaba-rds://cn-hangzhou/rm-uf6wjk5';
  const shown = redact(text.slice(0, 150));
  if (!parts) return err(invalidInput('reference', `"${shown}" is no reference; ${right}`));
  const [, provider = '', regionName = '', id = ''] = parts;
  if (!region.test(regionName)) {
    return err(
      invalidInput(
        'reference',
        `"${redact(regionName.slice(0, 60))}" in "${shown}" cannot be a region; ${right}`,
      ),
    );
  }
  return ok({ provider, region: regionName, id });
}
