import type { UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { isNotFound, type Read, readFailure } from './gated-api.ts';
import { parseTagsByArn } from './parse-evidence.ts';
import type { ReplicationInstance } from './resources.ts';

/** How many ARNs ResourceArnList takes is undocumented: no more than any service of AWS is known to refuse. */
const mostArns = 20;

type Tags = Readonly<Record<string, string>>;

/**
 * Reads the tags of instances of one region, by ARN, twenty instances a call: an instance without tags has none.
 *
 * @returns an error where they cannot all be read: never fewer tags than there are
 */
export async function listTags(
  read: Read,
  region: string,
  instances: readonly ReplicationInstance[],
): Promise<Result<ReadonlyMap<string, Tags>, UpgradeError>> {
  const found = new Map<string, Record<string, string>>(instances.map(({ arn }) => [arn, {}]));
  const groups = [];
  for (let start = 0; start < instances.length; start += mostArns) {
    groups.push(instances.slice(start, start + mostArns).map(({ arn }) => arn));
  }
  for (let group = groups.shift(); group; group = groups.shift()) {
    const input = { ResourceArnList: group };
    const answer = await read('ListTagsForResource', region, input, region).andThen((body) =>
      parseTagsByArn(body).mapErr((call) => readFailure(call, region)),
    );
    if (answer.isErr()) {
      if (!isNotFound(answer.error)) return err(answer.error.error);
      // One of them was deleted since it was listed; the others are read by themselves.
      if (group.length > 1) groups.unshift(...group.map((arn) => [arn]));
      continue;
    }
    for (const { arn, key, value } of answer.value) {
      const tags = found.get(arn);
      if (tags) tags[key] = value;
    }
  }
  return ok(found);
}
