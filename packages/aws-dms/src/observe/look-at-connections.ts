import type { Sight } from '@engine-upgrader/core';
import * as z from 'zod/mini';
import type { DmsNeed } from '../provider.ts';
import { optionalMessage, parseBody, text } from '../wire/parse.ts';
import { type Read, readFailure } from './gated-api.ts';
import { everyPage, type Listed, pageSize } from './pages.ts';
import { parseTags } from './parse-evidence.ts';
import type { EndpointConnection, ResourceTags } from './resources.ts';

type ConnectionNeed = Extract<DmsNeed, { kind: 'connection' }>;
type TagsNeed = Extract<DmsNeed, { kind: 'tags' }>;

const schema = z.object({
  ReplicationInstanceArn: text,
  EndpointArn: text,
  Status: text,
  LastFailureMessage: optionalMessage,
});

/** Looks at the connections of each instance with one listing. */
export async function lookAtConnections(
  read: Read,
  region: string,
  needs: readonly ConnectionNeed[],
): Promise<ReadonlyMap<string, Sight<EndpointConnection>>> {
  const sights = new Map<string, Sight<EndpointConnection>>();
  for (const instanceArn of new Set(needs.map((need) => need.instanceArn))) {
    const listed = await listConnections(read, region, instanceArn);
    for (const need of needs.filter((each) => each.instanceArn === instanceArn)) {
      sights.set(need.key, sightOfConnection(listed, need));
    }
  }
  return sights;
}

function sightOfConnection(
  listed: Awaited<ReturnType<typeof listConnections>>,
  need: ConnectionNeed,
): Sight<EndpointConnection> {
  if (listed.isErr()) return { sight: 'not-looked', error: listed.error.error };
  const value = listed.value.find((each) => each.endpointArn === need.endpointArn);
  return value ? { sight: 'seen', value } : { sight: 'absent' };
}

function listConnections(
  read: Read,
  region: string,
  instanceArn: string,
): ReturnType<typeof everyPage<EndpointConnection>> {
  const operation = 'DescribeConnections';
  const listed: Listed<EndpointConnection> = {
    operation,
    field: 'Connections',
    region,
    subject: instanceArn,
    parse: (item) =>
      parseBody(operation, item, schema).map((fields) => ({
        kind: 'connection',
        instanceArn: fields.ReplicationInstanceArn,
        endpointArn: fields.EndpointArn,
        status: fields.Status,
        lastFailure: fields.LastFailureMessage,
      })),
  };
  const Filters = [{ Name: 'replication-instance-arn', Values: [instanceArn] }];
  return everyPage(listed, (marker) =>
    read(operation, region, { MaxRecords: pageSize, ...marker, Filters }, instanceArn),
  );
}

/** Looks at the tags of resources, each with a call of its own. */
export async function lookAtTags(
  read: Read,
  region: string,
  needs: readonly TagsNeed[],
): Promise<ReadonlyMap<string, Sight<ResourceTags>>> {
  const sights = new Map<string, Sight<ResourceTags>>();
  for (const { key, arn } of needs) {
    const tags = await read('ListTagsForResource', region, { ResourceArn: arn }, arn).andThen((body) =>
      parseTags(body).mapErr((call) => readFailure(call, arn)),
    );
    sights.set(
      key,
      tags.isOk()
        ? { sight: 'seen', value: { kind: 'tags', tags: tags.value } }
        : { sight: 'not-looked', error: tags.error.error },
    );
  }
  return sights;
}
