import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scene } from '../../testing/rds-scene.ts';

interface Listing {
  Items: { DBInstance: Record<string, unknown>[] };
  NextToken?: string;
  PageNumber: number;
  PageRecordCount: number;
  TotalRecordCount: number;
  Code?: string;
}

function list(set: ReturnType<typeof scene>, parameters: Record<string, unknown>, region?: string): Listing {
  const all = { RegionId: region ?? 'cn-hangzhou', ...parameters };
  return set.call('DescribeDBInstances', all, region) as unknown as Listing;
}

function ids(listing: Listing): unknown[] {
  return listing.Items.DBInstance.map((instance) => instance['DBInstanceId']);
}

describe('DescribeDBInstances', () => {
  it('shows the instances of its own region', () => {
    const set = scene();
    expect(ids(list(set, {}))).toEqual(['rm-orders', 'rr-orders-1', 'rr-orders-2', 'rm-billing']);
    expect(ids(list(set, {}, 'cn-shanghai'))).toEqual(['rm-orders-dr']);
    expect(list(set, { RegionId: 'cn-shanghai' }).Code).toBe('InvalidRegionId.NotFound');
    expect(set.call('DescribeDBInstances', {})['Code']).toBe('MissingRegionId');
  });

  it('names the family, and carries neither maintenance window nor minor version', () => {
    const [primary, replica] = list(scene(), {}).Items.DBInstance;
    expect(primary).toMatchObject({
      DBInstanceType: 'Primary',
      GuardDBInstanceId: 'rm-orders-dr',
      ReadOnlyDBInstanceIds: {
        ReadOnlyDBInstanceId: [{ DBInstanceId: 'rr-orders-1' }, { DBInstanceId: 'rr-orders-2' }],
      },
    });
    expect(replica).toMatchObject({ DBInstanceType: 'Readonly', MasterInstanceId: 'rm-orders' });
    expect(primary).not.toHaveProperty('MasterInstanceId');
    for (const field of ['MaintainTime', 'CurrentKernelVersion', 'Category']) {
      expect(primary).not.toHaveProperty(field);
    }
    const [withLevel] = list(scene(), { InstanceLevel: '1' }).Items.DBInstance;
    expect(withLevel).toHaveProperty('Category', 'HighAvailability');
  });

  it('gives every instance once, page by page or token by token', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 100 }), (count, size) => {
        const instances = Array.from({ length: count }, (_, index) => ({
          id: `rm-${index}`,
          region: 'cn-hangzhou',
        }));
        const set = scene({}, instances);
        const paged: unknown[] = [];
        for (let page = 1; paged.length < count; page += 1) {
          const listing = list(set, { PageNumber: page, PageSize: size });
          expect(listing.TotalRecordCount).toBe(count);
          paged.push(...ids(listing));
        }
        const tokened: unknown[] = [];
        let token: string | undefined;
        do {
          const listing = list(set, {
            MaxResults: size,
            ...(token === undefined ? {} : { NextToken: token }),
          });
          expect(listing).toMatchObject({ PageNumber: 1, TotalRecordCount: listing.PageRecordCount });
          tokened.push(...ids(listing));
          token = listing.NextToken;
        } while (token !== undefined);
        const expected = instances.map((instance) => instance.id);
        expect([paged, tokened]).toEqual([expected, expected]);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    { PageSize: 0 },
    { PageSize: 101 },
    { PageSize: 'many' },
    { PageNumber: 0 },
    { MaxResults: 101 },
    { NextToken: 'none' },
    { Tags: '[]' },
    { Tags: '{"a":"1","b":"2","c":"3","d":"4","e":"5","f":"6"}' },
  ])('refuses %j', (parameters) => {
    expect(list(scene(), parameters).Code).toMatch(/\.Malformed$/);
  });

  it('filters by type, engine, version, status and tags', () => {
    const set = scene({}, [
      { id: 'one', region: 'cn-hangzhou', version: '5.6', tags: { team: 'a', stage: 'test' } },
      { id: 'two', region: 'cn-hangzhou', version: '5.7', primary: 'one', tags: { team: 'a' } },
      { id: 'three', region: 'cn-hangzhou', engine: 'PostgreSQL', version: '14.0', status: 'Creating' },
    ]);
    expect(ids(list(set, { DBInstanceType: 'Readonly' }))).toEqual(['two']);
    expect(ids(list(set, { Engine: 'MySQL', EngineVersion: '5.6' }))).toEqual(['one']);
    expect(ids(list(set, { DBInstanceStatus: 'Creating' }))).toEqual(['three']);
    expect(ids(list(set, { Tags: '{"team":"a"}' }))).toEqual(['one', 'two']);
    expect(ids(list(set, { Tags: '{"team":"a","stage":"test"}' }))).toEqual(['one']);
    expect(ids(list(set, { DBInstanceId: 'nobody' }))).toEqual([]);
  });

  it('shows statuses in the letter case of the switch', () => {
    const [instance] = list(scene({ statusCase: 'upper' }), {}).Items.DBInstance;
    expect(instance).toMatchObject({ DBInstanceStatus: 'RUNNING' });
  });
});
