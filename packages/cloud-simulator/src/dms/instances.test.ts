import { describe, expect, test } from 'vitest';
import { type Scene, fleetOf, minute, noon, pair, scene } from '../testing/dms-scene.ts';

const create = (s: Scene, more: object = {}): string =>
  s.code('CreateReplicationInstance', {
    ReplicationInstanceIdentifier: 'Fresh',
    ReplicationInstanceClass: 'dms.t3.medium',
    EngineVersion: '3.6.1',
    ...more,
  });

describe('creating', () => {
  test('takes a while, with every setting as asked and the documented defaults', () => {
    const s = scene();
    expect(create(s)).toBe('OK');
    expect(s.dms.truth.instance('fresh')).toMatchObject({
      ReplicationInstanceStatus: 'creating',
      PubliclyAccessible: true,
      AutoMinorVersionUpgrade: true,
      MultiAZ: false,
    });
    s.pass(10 * minute);
    expect(s.dms.truth.instance('fresh')?.ReplicationInstanceStatus).toBe('available');
  });

  test('keeps what is given', () => {
    const s = scene();
    const given = {
      AllocatedStorage: 75,
      MultiAZ: true,
      PreferredMaintenanceWindow: 'mon:01:00-mon:02:00',
      AutoMinorVersionUpgrade: false,
      PubliclyAccessible: false,
      DnsNameServers: '10.0.0.2',
      NetworkType: 'DUAL',
      KmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/own',
      KerberosAuthenticationSettings: { KeyCacheSecretId: 'one' },
    };
    const more = {
      VpcSecurityGroupIds: ['sg-1'],
      ResourceIdentifier: 'mine',
      Tags: [{ Key: 'a', Value: 'b' }],
    };
    expect(create(s, { ...given, ...more })).toBe('OK');
    expect(s.dms.truth.instance('fresh')).toMatchObject({
      ...given,
      ReplicationInstanceArn: 'arn:aws:dms:us-east-1:123456789012:rep:mine',
      VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }],
      SecondaryAvailabilityZone: 'us-east-1b',
    });
    const listed = s.call('ListTagsForResource', { ResourceArnList: [s.arn('fresh'), s.arn('orders')] });
    expect(listed['TagList']).toEqual([
      { Key: 'a', Value: 'b', ResourceArn: s.arn('fresh') },
      { Key: 'team', Value: 'orders', ResourceArn: s.arn('orders') },
    ]);
  });

  test.each([
    [{ ReplicationInstanceIdentifier: 'orders' }, 'ResourceAlreadyExistsFault'],
    [{ ReplicationInstanceIdentifier: 'two--hyphens' }, 'InvalidParameterValueException'],
    [{ ReplicationInstanceIdentifier: 'x'.repeat(64) }, 'InvalidParameterValueException'],
    [{ EngineVersion: '3.4.7' }, 'InvalidParameterValueException'],
    [{ ReplicationInstanceClass: 'dms.t2.micro' }, 'InvalidParameterValueException'],
    [{ MultiAZ: true, AvailabilityZone: 'us-east-1a' }, 'InvalidParameterCombinationException'],
    [{ AvailabilityZone: 'us-east-1z' }, 'InvalidSubnet'],
    [{ ReplicationSubnetGroupIdentifier: 'none' }, 'ResourceNotFoundFault'],
    [{ PreferredMaintenanceWindow: 'soon' }, 'InvalidParameterValueException'],
    [{ AllocatedStorage: 4 }, 'InvalidParameterValueException'],
  ])('%j: %s', (more, code) => {
    const s = scene();
    expect(create(s, more)).toBe(code);
    expect(s.dms.truth.instances('us-east-1')).toHaveLength(1);
  });

  test('keeps to quotas and capacity', () => {
    const s = scene();
    s.dms.inject.setQuota('us-east-1', 'ReplicationInstances', 1);
    expect(create(s)).toBe('ResourceQuotaExceededFault');
    s.dms.inject.setQuota('us-east-1', 'ReplicationInstances', 2);
    s.dms.inject.setQuota('us-east-1', 'AllocatedStorage', 149);
    expect(create(s)).toBe('StorageQuotaExceededFault');
    s.dms.inject.setQuota('us-east-1', 'AllocatedStorage', 150);
    s.dms.inject.noCapacity('us-east-1');
    expect(create(s)).toBe('InsufficientResourceCapacityFault');
    expect(create(s)).toBe('OK');
  });

  test('can end in failed, when that is injected', () => {
    const s = scene();
    s.dms.inject.nextCreationEnds('us-east-1', 'failed');
    create(s);
    s.pass(10 * minute);
    expect(s.dms.truth.instance('fresh')?.ReplicationInstanceStatus).toBe('failed');
    const fresh = { ReplicationInstanceArn: s.arn('fresh') };
    expect(s.code('DeleteReplicationInstance', fresh)).toBe('OK');
  });

  test('without a version it is the latest', () => {
    const s = scene();
    expect(create(s, { EngineVersion: undefined })).toBe('OK');
    expect(s.dms.truth.instance('fresh')?.EngineVersion).toBe('3.6.1');
  });
});

const remove = (s: Scene, name: string): string =>
  s.code('DeleteReplicationInstance', { ReplicationInstanceArn: s.arn(name) });

describe('deleting', () => {
  test('is refused while a task is on the instance or moves to it', () => {
    const s = scene({ fleet: pair([{ status: 'stopped' }]) });
    expect(remove(s, 'old')).toBe('InvalidResourceStateFault');
    s.dms.person.moveTask('task-1', 'new');
    expect(remove(s, 'new')).toBe('InvalidResourceStateFault');
    s.pass(5 * minute);
    expect(remove(s, 'old')).toBe('OK');
    expect(s.dms.truth.instance('old')?.ReplicationInstanceStatus).toBe('deleting');
    s.pass(5 * minute);
    expect(s.dms.truth.instance('old')).toBeUndefined();
  });

  test('is refused while the instance changes; the name can be used again, with another ARN', () => {
    const s = scene();
    create(s);
    expect(remove(s, 'fresh')).toBe('InvalidResourceStateFault');
    s.pass(10 * minute);
    const before = s.arn('fresh');
    expect(remove(s, 'fresh')).toBe('OK');
    s.pass(10 * minute);
    expect(create(s)).toBe('OK');
    expect(s.arn('fresh')).not.toBe(before);
  });
});

const testFromNew = (s: Scene, endpoint: string): string =>
  s.code('TestConnection', {
    ReplicationInstanceArn: s.arn('new'),
    EndpointArn: s.endpointArn(endpoint),
  });

const results = (s: Scene): unknown[] =>
  (
    s.call('DescribeConnections', {
      Filters: [{ Name: 'replication-instance-arn', Values: [s.arn('new')] }],
    })['Connections'] ?? []
  ).map((connection) => [
    connection['EndpointIdentifier'],
    connection['Status'],
    connection['LastFailureMessage'],
  ]);

describe('connections', () => {
  test('a test is testing, then successful or failed with a message; twice at once is refused', () => {
    const fleet = pair([], {
      connections: [],
      endpoints: [
        { identifier: 'from', type: 'source', engine: 'mysql' },
        { identifier: 'to', type: 'target', engine: 's3', unreachable: 'No route', unreachableFrom: ['new'] },
      ],
    });
    const s = scene({ fleet });
    expect([testFromNew(s, 'from'), testFromNew(s, 'to')]).toEqual(['OK', 'OK']);
    expect(results(s)).toEqual([
      ['from', 'testing', undefined],
      ['to', 'testing', undefined],
    ]);
    expect(testFromNew(s, 'from')).toBe('InvalidResourceStateFault');
    s.pass(minute);
    expect(results(s)).toEqual([
      ['from', 'successful', undefined],
      ['to', 'failed', 'No route'],
    ]);
    s.dms.inject.failConnection('to', undefined);
    testFromNew(s, 'to');
    s.pass(minute);
    expect(results(s)).toContainEqual(['to', 'successful', undefined]);
  });

  test('can be deleted, unless a running task uses it', () => {
    const s = scene({ fleet: pair() });
    const EndpointArn = s.endpointArn('from');
    expect(s.code('DeleteConnection', { ReplicationInstanceArn: s.arn('old'), EndpointArn })).toBe(
      'InvalidResourceStateFault',
    );
    expect(s.code('DeleteConnection', { ReplicationInstanceArn: s.arn('new'), EndpointArn })).toBe('OK');
    s.pass(minute);
    expect(results(s)).toEqual([['to', 'successful', undefined]]);
  });
});

const patched = fleetOf({
  instances: [
    {
      identifier: 'orders',
      engineVersion: '3.5.3',
      maintenance: [{ action: 'db-upgrade', engineVersion: '3.5.4' }, { action: 'os-patch' }],
    },
  ],
});

const apply = (s: Scene, ApplyAction: string, OptInType: string): string =>
  s.code('ApplyPendingMaintenanceAction', {
    ReplicationInstanceArn: s.arn('orders'),
    ApplyAction,
    OptInType,
  });

const pending = (s: Scene): unknown =>
  s.call('DescribePendingMaintenanceActions')['PendingMaintenanceActions']?.[0]?.[
    'PendingMaintenanceActionDetails'
  ];

describe('pending maintenance', () => {
  test('is listed, and applied at once, in the window, or not at all', () => {
    const s = scene({ fleet: patched });
    expect(pending(s)).toMatchObject([{ Action: 'db-upgrade' }, { Action: 'os-patch' }]);
    expect(apply(s, 'os-patch', 'immediate')).toBe('OK');
    expect(s.dms.truth.instance('orders')?.ReplicationInstanceStatus).toBe('maintenance');
    s.pass(10 * minute);
    expect(apply(s, 'db-upgrade', 'next-maintenance')).toBe('OK');
    expect(pending(s)).toMatchObject([{ OptInStatus: 'next-maintenance' }]);
    expect(apply(s, 'db-upgrade', 'undo-opt-in')).toBe('OK');
    s.pass(7 * 24 * 60 * minute);
    expect(s.dms.truth.instance('orders')?.EngineVersion).toBe('3.5.3');
    expect(apply(s, 'db-upgrade', 'next-maintenance')).toBe('OK');
    s.pass(7 * 24 * 60 * minute);
    expect(s.dms.truth.instance('orders')?.EngineVersion).toBe('3.5.4');
    expect(pending(s)).toBeUndefined();
  });

  test.each([
    ['system-update', 'immediate', 'ResourceNotFoundFault'],
    ['os-patch', 'whenever', 'InvalidParameterValueException'],
  ])('%s %s: %s', (action, optIn, code) => {
    expect(apply(scene({ fleet: patched }), action, optIn)).toBe(code);
  });

  test('is applied on its own date', () => {
    const s = scene({
      fleet: fleetOf({
        instances: [
          {
            identifier: 'orders',
            engineVersion: '3.5.4',
            maintenance: [{ action: 'os-patch', autoAppliedAfterDate: '2026-11-21' }],
          },
        ],
      }),
    });
    s.pass(Date.UTC(2026, 10, 22, 6, 1) - noon);
    expect(s.dms.truth.instance('orders')?.ReplicationInstanceStatus).toBe('maintenance');
  });
});

test('a reboot stops tasks and DMS starts them again', () => {
  const s = scene({ switches: { tasksAfterUpgrade: 'left' } });
  s.call('RebootReplicationInstance', { ReplicationInstanceArn: s.arn('orders') });
  expect(s.dms.truth.instance('orders')?.ReplicationInstanceStatus).toBe('rebooting');
  s.pass(10 * minute);
  expect(s.dms.truth.task('orders-cdc')?.Status).toBe('running');
  expect(
    s.code('RebootReplicationInstance', { ReplicationInstanceArn: s.arn('orders'), ForceFailover: true }),
  ).toBe('InvalidParameterCombinationException');
});

test('what a person does is recorded as theirs, and refused as everybody’s calls are', () => {
  const s = scene();
  expect(s.dms.person.stopTask('orders-cdc')).toBe(true);
  expect(s.dms.person.stopTask('orders-new')).toBe(false);
  expect(s.dms.person.upgrade('us-east-1/orders', '3.6.1', { inWindow: true })).toBe(true);
  expect(s.dms.person.deleteInstance('orders')).toBe(false);
  expect(s.entries('person').map(({ action, detail }) => [action, detail['code']])).toEqual([
    ['StopReplicationTask', 'OK'],
    ['StopReplicationTask', 'InvalidResourceStateFault'],
    ['ModifyReplicationInstance', 'OK'],
    ['DeleteReplicationInstance', 'InvalidResourceStateFault'],
  ]);
  expect(s.entries('effect')[0]).toMatchObject({ action: 'task-stopping', caller: 'person' });
});

test('tags can be added and replaced', () => {
  const s = scene();
  const ResourceArn = s.arn('orders');
  s.call('AddTagsToResource', { ResourceArn, Tags: [{ Key: 'team', Value: 'other' }, { Key: 'new' }] });
  expect(s.call('ListTagsForResource', { ResourceArn })['TagList']).toEqual([
    { Key: 'team', Value: 'other' },
    { Key: 'new' },
  ]);
  expect(s.code('ListTagsForResource', { ResourceArn: `${ResourceArn}X` })).toBe('ResourceNotFoundFault');
});

test('an operation that does not exist is refused', () => {
  expect(scene().code('UpgradeEverything')).toBe('UnknownOperationException');
});
