import type { UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import * as z from 'zod/mini';
import { once } from '../once.ts';
import { id, malformed, optionalText, parseBody, text } from '../wire/parse.ts';
import { type Read, readFailure } from './gated-api.ts';
import type { RdsInstance } from './instance.ts';

/** UE ListTagResources: `ResourceId.N`, N from 1 to 50. */
const mostIds = 50;

/** Far more than fifty instances with twenty tags each can have. */
const mostPages = 50;

const operation = 'ListTagResources';

type Tags = Readonly<Record<string, string>>;

const schema = once(() =>
  z.object({
    NextToken: optionalText,
    TagResources: z.nullish(
      z.object({
        TagResource: z.nullish(z.array(z.object({ ResourceId: id, TagKey: text, TagValue: optionalText }))),
      }),
    ),
  }),
);

/**
 * Reads the tags of instances of one region, fifty instances a call: an instance without tags has none.
 *
 * @returns an error where they cannot all be read: never fewer tags than there are
 */
export async function listTags(
  read: Read,
  region: string,
  instances: readonly RdsInstance[],
): Promise<Result<ReadonlyMap<string, Tags>, UpgradeError>> {
  const found = new Map<string, Record<string, string>>();
  for (let start = 0; start < instances.length; start += mostIds) {
    const ids = instances.slice(start, start + mostIds).map(({ instanceId }) => instanceId);
    for (const instanceId of ids) found.set(instanceId, {});
    const failure = await readGroup(read, region, ids, found);
    if (failure) return err(failure);
  }
  return ok(found);
}

/** All pages of one group of instances. */
async function readGroup(
  read: Read,
  region: string,
  ids: readonly string[],
  found: ReadonlyMap<string, Record<string, string>>,
): Promise<UpgradeError | undefined> {
  const numbered: Record<`ResourceId.${number}`, string> = {};
  for (const [index, instanceId] of ids.entries()) numbered[`ResourceId.${index + 1}`] = instanceId;
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const next = token === undefined ? {} : { NextToken: token };
    const parameters = { RegionId: region, ResourceType: 'INSTANCE', ...next, ...numbered } as const;
    const answer = await read(operation, region, parameters, region).andThen((body) =>
      parseBody(operation, body, schema()).mapErr((call) => readFailure(call, region)),
    );
    if (answer.isErr()) return answer.error.error;
    for (const { ResourceId, TagKey, TagValue } of answer.value.TagResources?.TagResource ?? []) {
      const tags = found.get(ResourceId);
      if (tags) tags[TagKey] = TagValue ?? '';
    }
    token = answer.value.NextToken;
    if (token === undefined) return undefined;
  }
  return readFailure(malformed(operation, 'NextToken'), region).error;
}
