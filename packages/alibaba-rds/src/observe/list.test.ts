import { describe, expect, it } from 'vitest';
import { rdsDriver } from '../driver.ts';
import { fakeApi, type FakeAnswer, reach, type RecordedCall } from '../testing/fake-api.ts';
import { item } from '../testing/family.ts';

const settings = {
  account: 'default',
  regions: [],
  callTimeout: 1_000,
  budget: { capacity: 1, refillPerSecond: 1 },
};

async function listed(regions: readonly string[]): Promise<readonly unknown[]> {
  const { api } = fakeApi(({ region }) =>
    region === 'cn-shanghai'
      ? 'ServiceUnavailable'
      : {
          Items: {
            DBInstance: [
              item('rm-1', { DBInstanceDescription: 'orders' }),
              item('rr-1', { DBInstanceType: 'Readonly', MasterInstanceId: 'rm-1' }),
              { ...item('rm-2'), Engine: 5 },
            ],
          },
        },
  );
  const found: unknown[] = [];
  for await (const result of rdsDriver(api, settings).list({ regions }, reach)) {
    found.push(result.isOk() ? result.value.url : result.error);
  }
  return found;
}

const withTags = async (tagsOf: (call: RecordedCall) => FakeAnswer, count: number) => {
  const ids = Array.from({ length: count }, (_, index) => `rm-${index}`);
  const { api, calls } = fakeApi((call) =>
    call.operation === 'ListTagResources'
      ? tagsOf(call)
      : { TotalRecordCount: count, Items: { DBInstance: ids.map((id) => item(id)) } },
  );
  const found: unknown[] = [];
  const listing = rdsDriver(api, settings).list({ regions: ['cn-hangzhou'], tags: true }, reach);
  for await (const result of listing) found.push(result.isOk() ? result.value.tags : result.error);
  return { found, calls: calls.filter(({ operation }) => operation === 'ListTagResources') };
};

const tag = (ResourceId: unknown, TagKey: string, TagValue?: string): object => ({
  ResourceId,
  ResourceType: 'INSTANCE',
  TagKey,
  TagValue,
});

describe('a list', () => {
  it('has every region, and what failed last', async () => {
    expect(await listed(['cn-shanghai', 'cn-hangzhou'])).toEqual([
      'alibaba-rds://cn-hangzhou/rm-1',
      'alibaba-rds://cn-hangzhou/rr-1',
      expect.objectContaining({ kind: 'unavailable' }),
      expect.objectContaining({ kind: 'malformed-answer', field: 'Engine' }),
    ]);
  });

  it('has no tags, and asks for none, unless they are wanted', async () => {
    const { api, calls } = fakeApi(() => ({ Items: { DBInstance: [item('rm-1')] } }));
    for await (const result of rdsDriver(api, settings).list({ regions: ['cn-hangzhou'] }, reach)) {
      expect(result.isOk() && result.value.tags).toBe(undefined);
    }
    expect(calls.map(({ operation }) => operation)).toEqual(['DescribeDBInstances']);
  });

  it('reads tags fifty instances a call, and every page of them', async () => {
    const { found, calls } = await withTags(({ parameters }) => {
      const first = parameters['ResourceId.1'];
      return parameters['NextToken'] === 'more' || first !== 'rm-0'
        ? { NextToken: '', TagResources: { TagResource: [tag(first, 'stage', 'test')] } }
        : { NextToken: 'more', TagResources: { TagResource: [tag(first, 'team')] } };
    }, 60);
    expect(
      calls.map(
        ({ parameters }) => Object.keys(parameters).filter((name) => name.startsWith('ResourceId.')).length,
      ),
    ).toEqual([50, 50, 10]);
    expect(found[0]).toEqual({ team: '', stage: 'test' });
    expect(found[1]).toEqual({});
    expect(found[50]).toEqual({ stage: 'test' });
  });

  it.each(['Forbidden.RAM', 'ServiceUnavailable'])(
    'with %s for the tags has no instance, only why',
    async (code) => {
      const { found } = await withTags(() => code, 2);
      expect(found).toHaveLength(1);
      if (code === 'Forbidden.RAM')
        expect(found[0]).toMatchObject({
          kind: 'credentials',
          cause: 'permission',
          message: expect.stringContaining('rds:ListTagResources'),
        });
    },
  );

  it('with tags that have no end is an error', async () => {
    const { found, calls } = await withTags(
      () => ({ NextToken: 'again', TagResources: { TagResource: [] } }),
      1,
    );
    expect(found).toMatchObject([{ kind: 'malformed-answer' }]);
    expect(calls.length).toBeLessThan(100);
  });

  it('needs a region', async () => {
    expect(await listed([])).toMatchObject([{ kind: 'invalid-input', input: 'regions' }]);
  });
});
