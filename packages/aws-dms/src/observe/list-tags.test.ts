import type { Reach } from '@engine-upgrader/core';
import { errAsync, okAsync } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import type { DmsApi } from '../wire/api.ts';
import { gatedReads } from './gated-api.ts';
import { listTags } from './list-tags.ts';
import type { ReplicationInstance } from './resources.ts';

const reach: Reach = { gate: () => okAsync(undefined), now: () => 0 };
const instance = (arn: string): ReplicationInstance => ({
  kind: 'instance',
  region: 'us-east-1',
  instanceId: arn,
  arn,
  status: 'available',
  engineVersion: '3.5.4',
  instanceClass: 'dms.t3.medium',
  multiAz: false,
  autoMinorVersionUpgrade: false,
  pending: {},
});

/** The tags of so many instances, where some are gone, and the ARNs of each call. */
async function tagsOf(count: number, gone: readonly string[] = [], code = 'ResourceNotFoundFault') {
  const calls: string[][] = [];
  const api: DmsApi = {
    call: (operation, _region, input) => {
      const arns = 'ResourceArnList' in input ? input.ResourceArnList : [];
      calls.push(arns);
      if (arns.some((arn) => gone.includes(arn)))
        return errAsync({ cause: 'refused', operation, message: '', code });
      const tagged = arns.filter((arn) => arn !== 'arn-1');
      return okAsync({ TagList: tagged.map((arn) => ({ Key: 'own', Value: arn, ResourceArn: arn })) });
    },
  };
  const instances = Array.from({ length: count }, (_, index) => instance(`arn-${index}`));
  return { tags: await listTags(gatedReads(api, reach), 'us-east-1', instances), calls };
}

describe('the tags of a listing', () => {
  it('are read several instances a call, and belong to whom they name', async () => {
    const { tags, calls } = await tagsOf(45);
    expect(calls.map(({ length }) => length)).toEqual([20, 20, 5]);
    const found = tags.unwrapOr(new Map());
    expect(found.get('arn-44')).toEqual({ own: 'arn-44' });
    expect(found.get('arn-1')).toEqual({});
  });

  it('are read one by one where an instance of the group has been deleted meanwhile', async () => {
    const { tags } = await tagsOf(5, ['arn-3']);
    const found = tags.unwrapOr(new Map());
    expect(found.get('arn-4')).toEqual({ own: 'arn-4' });
    expect(found.get('arn-3')).toEqual({});
  });

  it('are an error where they cannot all be read', async () => {
    const { tags } = await tagsOf(45, ['arn-30'], 'AccessDeniedException');
    expect(tags.isErr() && tags.error).toMatchObject({ kind: 'credentials', cause: 'permission' });
    expect(tags.isErr() && tags.error.message).toContain('dms:ListTagsForResource');
  });

  it('cost nothing where there are no instances', async () => {
    expect((await tagsOf(0)).calls).toEqual([]);
  });
});
