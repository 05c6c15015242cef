import { describe, expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { type Scene, fleetOf, minute, pair, scene } from '../testing/dms-scene.ts';

const ids = (s: Scene, parameters: object = {}, view: object = {}): unknown[] =>
  (s.call('DescribeReplicationTasks', { ...parameters }, view)['ReplicationTasks'] ?? []).map(
    (task) => task['ReplicationTaskIdentifier'],
  );

const filter = (Name: string, ...Values: string[]): object => ({ Name, Values });

const many = (count: number): ReturnType<typeof pair> =>
  pair(Array.from({ length: count }, () => ({ migrationType: 'cdc' as const })));

describe('paging', () => {
  test('a page has 100 records unless asked for less, and a marker for the next', () => {
    const s = scene({ fleet: many(250) });
    const seen: unknown[] = [];
    const sizes: number[] = [];
    let Marker: unknown;
    do {
      const body = s.call('DescribeReplicationTasks', Marker === undefined ? {} : { Marker });
      const page = body['ReplicationTasks'] ?? [];
      sizes.push(page.length);
      seen.push(...page.map((task) => task['ReplicationTaskIdentifier']));
      Marker = body['Marker'];
    } while (Marker !== undefined);
    expect(sizes).toEqual([100, 100, 50]);
    expect(new Set(seen).size).toBe(250);
    expect(ids(s, { MaxRecords: 20 })).toHaveLength(20);
  });

  test.each([19, 101, 20.5])('MaxRecords of %d is refused', (MaxRecords) => {
    expect(scene().code('DescribeReplicationInstances', { MaxRecords })).toBe(
      'InvalidParameterValueException',
    );
  });

  test('table statistics have pages of up to 500', () => {
    const s = scene({ fleet: pair([{ tables: 300 }]) });
    const ReplicationTaskArn = s.taskArn('task-1');
    const parameters = { ReplicationTaskArn, MaxRecords: 500 };
    expect(s.call('DescribeTableStatistics', parameters)['TableStatistics']).toHaveLength(300);
    expect(s.code('DescribeTableStatistics', { ReplicationTaskArn, MaxRecords: 501 })).toBe(
      'InvalidParameterValueException',
    );
  });

  test('a marker that is none is refused', () => {
    expect(scene().code('DescribeReplicationTasks', { Marker: 'next' })).toBe(
      'InvalidParameterValueException',
    );
  });
});

describe('filters', () => {
  test('by id, ARN, migration type, endpoint and instance', () => {
    const s = scene();
    expect(ids(s, { Filters: [filter('replication-task-id', 'orders-cdc', 'orders-new')] })).toEqual([
      'orders-cdc',
      'orders-new',
    ]);
    expect(ids(s, { Filters: [filter('replication-task-arn', s.taskArn('orders-new'))] })).toEqual([
      'orders-new',
    ]);
    expect(ids(s, { Filters: [filter('migration-type', 'cdc')] })).toEqual(['orders-paused']);
    expect(ids(s, { Filters: [filter('endpoint-arn', s.endpointArn('orders-postgres'))] })).toHaveLength(4);
    expect(ids(s, { Filters: [filter('replication-instance-arn', s.arn('orders'))] })).toHaveLength(4);
  });

  test('several are AND or OR, by switch', () => {
    const Filters = [filter('migration-type', 'cdc'), filter('replication-task-id', 'orders-cdc')];
    const and = scene({ switches: { filtersCombine: 'and' } });
    expect(and.code('DescribeReplicationTasks', { Filters })).toBe('ResourceNotFoundFault');
    const or = scene({ switches: { filtersCombine: 'or' } });
    expect(ids(or, { Filters })).toEqual(['orders-cdc', 'orders-paused']);
  });

  test('those of table statistics are AND, whatever the switch', () => {
    const s = scene({ switches: { filtersCombine: 'or' } });
    const Filters = [filter('table-name', 'table_1'), filter('table-state', 'Table completed')];
    const parameters = { ReplicationTaskArn: s.taskArn('orders-cdc'), Filters };
    expect(s.call('DescribeTableStatistics', parameters)['TableStatistics']).toHaveLength(1);
  });

  test.each([
    [filter('colour', 'red'), 'InvalidParameterValueException'],
    [filter('replication-task-id'), 'InvalidParameterValueException'],
    [filter('replication-task-id', 'a_b'), 'InvalidParameterValueException'],
    [filter('replication-task-arn', 'orders-cdc'), 'InvalidParameterValueException'],
    [filter('replication-task-id', 'nobody'), 'ResourceNotFoundFault'],
  ])('%j: %s', (given, code) => {
    expect(scene().code('DescribeReplicationTasks', { Filters: [given] })).toBe(code);
  });

  test('how many values are accepted is a switch', () => {
    const s = scene({ switches: { filterValuesAccepted: 1 } });
    const two = { Filters: [filter('replication-task-id', 'orders-cdc', 'orders-new')] };
    expect(s.code('DescribeReplicationTasks', two)).toBe('InvalidParameterValueException');
  });
});

describe('what a read sees', () => {
  test('a stale read is answered as of before, also for what is gone or not yet there', () => {
    const s = scene({ fleet: pair([{ status: 'stopped' }]) });
    s.call('DeleteReplicationTask', { ReplicationTaskArn: s.taskArn('task-1') });
    s.pass(5 * minute);
    expect(ids(s)).toEqual([]);
    expect(ids(s, {}, { staleBy: 5 * minute })).toEqual(['task-1']);
    s.call('CreateReplicationInstance', {
      ReplicationInstanceIdentifier: 'third',
      ReplicationInstanceClass: 'dms.t3.small',
    });
    const instances = (staleBy: number): number =>
      (s.call('DescribeReplicationInstances', {}, { staleBy })['ReplicationInstances'] ?? []).length;
    expect(instances(0)).toBe(3);
    expect(instances(1_000)).toBe(2);
  });

  test('changes through the API take the propagation time to show', () => {
    const s = scene({ switches: { propagation: 10_000 } });
    const answer = s.call('StopReplicationTask', { ReplicationTaskArn: s.taskArn('orders-cdc') });
    expect(answer['ReplicationTask']).toMatchObject({ Status: 'stopping' });
    const status = (): unknown =>
      (s.call('DescribeReplicationTasks')['ReplicationTasks'] ?? []).find(
        (task) => task['ReplicationTaskIdentifier'] === 'orders-cdc',
      )?.['Status'];
    expect(status()).toBe('running');
    s.pass(10_000);
    expect(status()).toBe('stopping');
  });

  test('a listing that misses an item misses one, but not one that was asked for by name', () => {
    const s = scene();
    const missing = seededRandom(1);
    expect(ids(s, {}, { missing })).toHaveLength(3);
    const Filters = [filter('replication-task-id', 'orders-cdc')];
    expect(ids(s, { Filters }, { missing })).toEqual(['orders-cdc']);
  });

  test('settings only where they are wanted', () => {
    const s = scene();
    const first = (parameters: object): object =>
      s.call('DescribeReplicationTasks', { ...parameters })['ReplicationTasks']?.[0] ?? {};
    expect(first({})).toHaveProperty('ReplicationTaskSettings');
    expect(first({ WithoutSettings: true })).not.toHaveProperty('ReplicationTaskSettings');
  });

  test('a region sees only what is its own', () => {
    const s = scene();
    const parameters = { ReplicationInstanceArn: s.arn('orders'), AllocatedStorage: 200 };
    expect(s.code('ModifyReplicationInstance', parameters, 'eu-west-1')).toBe('ResourceNotFoundFault');
    expect(s.code('DescribeReplicationInstances', {}, 'eu-west-1')).toBe('OK');
  });
});

test('the default fleet: orders on 3.5.4, offered 3.6.1 directly, its class orderable there', () => {
  const s = scene();
  const versions = s.call('DescribeEngineVersions')['EngineVersions'] ?? [];
  const current = versions.find(({ Version }) => Version === '3.5.4');
  expect(current?.['AvailableUpgrades']).toContain('3.6.1');
  expect(versions.find(({ Version }) => Version === '3.4.7')?.['AvailableUpgrades']).not.toContain('3.6.1');
  const orderable = s.call('DescribeOrderableReplicationInstances');
  const pages = [orderable, s.call('DescribeOrderableReplicationInstances', { Marker: orderable['Marker'] })];
  const offers = pages.flatMap((page) => page['OrderableReplicationInstances'] ?? []);
  expect(offers).toContainEqual(
    expect.objectContaining({ EngineVersion: '3.6.1', ReplicationInstanceClass: 'dms.t3.medium' }),
  );
  const tasks = s.dms.truth.tasks('us-east-1').map((task) => [task.ReplicationTaskIdentifier, task.Status]);
  expect(Object.fromEntries(tasks)).toEqual({
    'orders-cdc': 'running',
    'orders-loaded': 'stopped',
    'orders-paused': 'stopped',
    'orders-new': 'ready',
  });
});

test('quotas say what is used', () => {
  const s = scene();
  expect(s.call('DescribeAccountAttributes')['AccountQuotas']).toEqual(
    expect.arrayContaining([
      { AccountQuotaName: 'ReplicationInstances', Used: 1, Max: 60 },
      { AccountQuotaName: 'AllocatedStorage', Used: 100, Max: 30_000 },
      { AccountQuotaName: 'ReplicationTasks', Used: 4, Max: 600 },
    ]),
  );
});

test('event subscriptions, subnet groups, serverless replications and assessments are listed', () => {
  const serverless = { identifier: 'less', source: 'from', target: 'to', status: 'running' };
  const s = scene({
    fleet: pair([{ status: 'testing' }], {
      serverless: [{ ...serverless, replicationType: 'cdc' }],
      eventSubscriptions: [{ identifier: 'alerts', sourceType: 'replication-instance', sourceIds: ['old'] }],
    }),
  });
  expect(s.call('DescribeEventSubscriptions')['EventSubscriptionsList']).toMatchObject([
    { CustSubscriptionId: 'alerts', SourceIdsList: ['old'] },
  ]);
  expect(s.call('DescribeReplications')['Replications']).toMatchObject([{ Status: 'running' }]);
  expect(s.call('DescribeReplicationConfigs')['ReplicationConfigs']).toMatchObject([
    { ReplicationConfigIdentifier: 'less' },
  ]);
  expect(s.call('DescribeReplicationSubnetGroups')['ReplicationSubnetGroups']).toHaveLength(1);
  const ReplicationTaskArn = s.taskArn('task-1');
  expect(
    s.call('DescribeReplicationTaskIndividualAssessments')['ReplicationTaskIndividualAssessments'],
  ).toMatchObject([{ ReplicationTaskArn, Status: 'running' }]);
  s.pass(10 * minute);
  expect(s.call('DescribeReplicationTaskAssessmentRuns')['ReplicationTaskAssessmentRuns']).toEqual([]);
});

test('a fleet that names what is not in it is an error that says so', () => {
  expect(() =>
    scene({
      fleet: fleetOf({ connections: [{ instance: 'none', endpoint: 'none', status: 'failed' }] }),
    }),
  ).toThrow('none');
});
