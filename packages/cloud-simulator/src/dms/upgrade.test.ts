import { describe, expect, test } from 'vitest';
import { type Scene, fleetOf, minute, noon, scene } from '../testing/dms-scene.ts';

const modify = 'ModifyReplicationInstance';

function upgradeNow(s: Scene, EngineVersion = '3.6.1'): Record<string, unknown> {
  const ReplicationInstanceArn = s.arn('orders');
  return { ReplicationInstanceArn, EngineVersion, ApplyImmediately: true, AllowMajorVersionUpgrade: true };
}

function statuses(s: Scene): Record<string, string> {
  return Object.fromEntries(
    s.dms.truth.tasks('us-east-1').map((task) => [task.ReplicationTaskIdentifier, task.Status]),
  );
}

function shown(s: Scene): [unknown, unknown, unknown] {
  const [instance] = s.call('DescribeReplicationInstances')['ReplicationInstances'] ?? [];
  return [
    instance?.['ReplicationInstanceStatus'],
    instance?.['EngineVersion'],
    instance?.['PendingModifiedValues'],
  ];
}

describe('an upgrade that is applied immediately', () => {
  test('reads available with the old version at first, then upgrading, then the new version', () => {
    const s = scene({ switches: { modifyDelay: 5_000, pendingWhileApplying: false } });
    s.call(modify, upgradeNow(s));
    expect(shown(s)).toEqual(['available', '3.5.4', {}]);
    s.pass(5_000);
    expect(shown(s)).toEqual(['upgrading', '3.5.4', {}]);
    s.pass(20 * minute);
    expect(shown(s)).toEqual(['available', '3.6.1', {}]);
    expect(s.effects('orders')).toEqual(['modification-accepted', 'upgrade-begun', 'upgrade-ended']);
  });

  test('lists the version as pending while it is applied, where the switch says so', () => {
    const s = scene({ switches: { pendingWhileApplying: true, upgradeStatus: 'modifying' } });
    s.call(modify, upgradeNow(s));
    expect(shown(s)).toEqual(['available', '3.5.4', { EngineVersion: '3.6.1' }]);
    s.pass(minute);
    expect(shown(s)).toEqual(['modifying', '3.5.4', { EngineVersion: '3.6.1' }]);
    s.pass(20 * minute);
    expect(shown(s)).toEqual(['available', '3.6.1', {}]);
  });

  test('DMS stops the tasks that run; those that did not run are left alone', () => {
    const s = scene({ switches: { tasksAfterUpgrade: 'left', upgradeStopReason: 'RECYCLE_TASK' } });
    s.call(modify, upgradeNow(s));
    s.pass(30 * minute);
    expect(statuses(s)).toEqual({
      'orders-cdc': 'stopped',
      'orders-loaded': 'stopped',
      'orders-paused': 'stopped',
      'orders-new': 'ready',
    });
    expect(s.dms.truth.task('orders-cdc')?.StopReason).toBe('Stop Reason RECYCLE_TASK');
    expect(s.dms.truth.task('orders-paused')?.StopReason).toBe('Stop Reason NORMAL');
  });

  test('DMS resumes what it stopped itself, where the switch says so, and nothing that a person stopped', () => {
    const s = scene({ switches: { tasksAfterUpgrade: 'resumed' } });
    s.call(modify, upgradeNow(s));
    s.pass(30 * minute);
    expect(statuses(s)).toMatchObject({ 'orders-cdc': 'running', 'orders-paused': 'stopped' });
    const stopped = scene({ switches: { tasksAfterUpgrade: 'resumed' } });
    stopped.call('StopReplicationTask', { ReplicationTaskArn: stopped.taskArn('orders-cdc') });
    stopped.pass(5 * minute);
    stopped.call(modify, upgradeNow(stopped));
    stopped.pass(30 * minute);
    expect(statuses(stopped)).toMatchObject({ 'orders-cdc': 'stopped' });
  });

  test('tables in full load restart', () => {
    const s = scene({
      fleet: fleetOf({
        instances: [{ identifier: 'orders', engineVersion: '3.5.4' }],
        endpoints: [
          { identifier: 'from', type: 'source', engine: 'mysql' },
          { identifier: 'to', type: 'target', engine: 's3' },
        ],
        tasks: [
          {
            identifier: 'loading',
            instance: 'orders',
            source: 'from',
            target: 'to',
            migrationType: 'full-load',
            status: 'running',
            tables: 3,
            tablesLoaded: 1,
          },
        ],
      }),
    });
    const states = (): unknown[] =>
      (
        s.call('DescribeTableStatistics', { ReplicationTaskArn: s.taskArn('loading') })['TableStatistics'] ??
        []
      ).map((table) => table['TableState']);
    expect(states()).toEqual(['Table completed', 'Full load', 'Before load']);
    s.call(modify, upgradeNow(s));
    s.pass(8 * minute);
    expect(states()).toEqual(['Table completed', 'Before load', 'Before load']);
    s.pass(40 * minute);
    expect(s.dms.truth.task('loading')).toMatchObject({
      Status: 'stopped',
      StopReason: 'Stop Reason FULL_LOAD_ONLY_FINISHED',
      ReplicationTaskStats: { FullLoadProgressPercent: 100 },
    });
  });

  test('that fails comes back available with the old version and nothing pending', () => {
    const s = scene();
    s.dms.inject.failUpgrade('orders');
    s.call(modify, upgradeNow(s));
    s.pass(30 * minute);
    expect(shown(s)).toEqual(['available', '3.5.4', {}]);
    expect(statuses(s)).toMatchObject({ 'orders-cdc': 'running' });
    s.call(modify, upgradeNow(s));
    s.pass(30 * minute);
    expect(shown(s)).toEqual(['available', '3.6.1', {}]);
  });

  test('that is stuck stays upgrading until it is released', () => {
    const s = scene();
    s.dms.inject.stickUpgrade('orders');
    s.call(modify, upgradeNow(s));
    s.pass(48 * 60 * minute);
    expect(shown(s)[0]).toBe('upgrading');
    s.dms.inject.release('orders');
    expect(shown(s)).toEqual(['available', '3.6.1', {}]);
  });
});

describe('an upgrade that waits for the window', () => {
  test('begins when the window opens (UTC), not before', () => {
    const s = scene();
    s.call(modify, { ReplicationInstanceArn: s.arn('orders'), EngineVersion: '3.6.1' });
    expect(shown(s)).toEqual(['available', '3.5.4', { EngineVersion: '3.6.1' }]);
    s.pass(Date.UTC(2026, 10, 22, 6) - noon - 1);
    expect(shown(s)[0]).toBe('available');
    s.pass(1);
    expect(shown(s)[0]).toBe('upgrading');
    s.pass(60 * minute);
    expect(shown(s)).toEqual(['available', '3.6.1', {}]);
  });

  test('is applied by any later modification with ApplyImmediately', () => {
    const s = scene();
    const ReplicationInstanceArn = s.arn('orders');
    s.call(modify, { ReplicationInstanceArn, EngineVersion: '3.6.1' });
    s.call(modify, { ReplicationInstanceArn, AllocatedStorage: 200, ApplyImmediately: true });
    s.pass(30 * minute);
    expect(s.dms.truth.instance('orders')).toMatchObject({
      EngineVersion: '3.6.1',
      AllocatedStorage: 200,
      PendingModifiedValues: {},
    });
  });

  test('moves along when the window is moved', () => {
    const s = scene();
    const ReplicationInstanceArn = s.arn('orders');
    s.call(modify, { ReplicationInstanceArn, EngineVersion: '3.6.1' });
    s.call(modify, { ReplicationInstanceArn, PreferredMaintenanceWindow: 'fri:13:00-fri:14:00' });
    s.pass(61 * minute);
    expect(shown(s)[0]).toBe('upgrading');
  });

  test('is taken back by asking for the present version', () => {
    const s = scene();
    const ReplicationInstanceArn = s.arn('orders');
    s.call(modify, { ReplicationInstanceArn, EngineVersion: '3.6.1' });
    s.call(modify, { ReplicationInstanceArn, EngineVersion: '3.5.4' });
    s.pass(7 * 24 * 60 * minute);
    expect(shown(s)).toEqual(['available', '3.5.4', {}]);
  });
});

const refusal = (s: Scene, parameters: Record<string, unknown>): string =>
  s.code(modify, { ...upgradeNow(s), ...parameters });

describe('refusals of a modification', () => {
  test.each([
    [{ EngineVersion: '9.9.9' }, 'InvalidParameterValueException'],
    [{ EngineVersion: '3.4.7' }, 'InvalidParameterValueException'],
    [{ EngineVersion: '3.5.3' }, 'InvalidParameterCombinationException'],
    [{ EngineVersion: '3.5.4' }, 'InvalidParameterCombinationException'],
    [{ AllowMajorVersionUpgrade: undefined }, 'InvalidParameterCombinationException'],
    [{ ReplicationInstanceArn: 'orders' }, 'InvalidParameterValueException'],
    [{ ReplicationInstanceArn: undefined }, 'InvalidParameterValueException'],
    [{ ReplicationInstanceArn: 'arn:aws:dms:us-east-1:123456789012:rep:NONE' }, 'ResourceNotFoundFault'],
    [{ EngineVersion: 361 }, 'SerializationException'],
    [{ ReplicationInstanceClass: 'dms.t2.micro' }, 'InvalidParameterValueException'],
    [{ AllocatedStorage: 40_000 }, 'StorageQuotaExceededFault'],
    [{ AllocatedStorage: 10 }, 'InvalidParameterValueException'],
    [{ PreferredMaintenanceWindow: 'always' }, 'InvalidParameterValueException'],
  ])('%j: %s', (parameters, code) => {
    const s = scene({ switches: { majorFrom35To36: true } });
    expect(refusal(s, parameters)).toBe(code);
    s.pass(30 * minute);
    expect(s.dms.truth.instance('orders')).toMatchObject({ EngineVersion: '3.5.4', AllocatedStorage: 100 });
    expect(s.entries('effect')).toEqual([]);
  });

  test('3.5 to 3.6 is a new major version by switch, 3.4 to 3.5 always', () => {
    const without = { AllowMajorVersionUpgrade: false };
    expect(refusal(scene({ switches: { majorFrom35To36: false } }), without)).toBe('OK');
    const old = scene({ fleet: fleetOf({ instances: [{ identifier: 'orders', engineVersion: '3.4.7' }] }) });
    expect(refusal(old, { ...without, EngineVersion: '3.5.4' })).toBe('InvalidParameterCombinationException');
    expect(refusal(old, { EngineVersion: '3.5.4' })).toBe('OK');
  });

  test('a version that is offered only over another one is refused', () => {
    const s = scene({ fleet: fleetOf({ instances: [{ identifier: 'orders', engineVersion: '3.4.7' }] }) });
    expect(refusal(s, { EngineVersion: '3.6.1' })).toBe('InvalidParameterCombinationException');
  });

  test('without a change: no modifications were requested', () => {
    const s = scene();
    const parameters = { ReplicationInstanceArn: s.arn('orders'), AllowMajorVersionUpgrade: true };
    expect(s.message(modify, parameters)).toBe('No modifications were requested');
  });

  test('a second one is refused from acceptance to end, and accepted afterwards', () => {
    const s = scene();
    s.call(modify, upgradeNow(s));
    expect(refusal(s, { EngineVersion: '3.6.0' })).toBe('InvalidResourceStateFault');
    s.pass(6 * minute);
    expect(refusal(s, { AllocatedStorage: 200 })).toBe('InvalidResourceStateFault');
    s.pass(30 * minute);
    expect(refusal(s, { AllocatedStorage: 200 })).toBe('OK');
  });

  test('an injected fault is what it says, and an instance in another state is not modified', () => {
    const s = scene();
    s.dms.inject.refuseModify('orders', { code: 'UpgradeDependencyFailureFault', message: 'Later.' });
    expect(refusal(s, {})).toBe('UpgradeDependencyFailureFault');
    s.dms.inject.refuseModify('orders');
    s.dms.inject.setInstanceStatus('orders', 'storage-full');
    expect(refusal(s, {})).toBe('InvalidResourceStateFault');
    s.dms.inject.setInstanceStatus('orders', 'maintenance', 5 * minute);
    expect(refusal(s, {})).toBe('InvalidResourceStateFault');
    s.pass(5 * minute);
    expect(refusal(s, {})).toBe('OK');
  });
});

test('AWS upgrades within the minor versions by itself once the automatic date has passed', () => {
  const fleet = {
    ...fleetOf({
      instances: [{ identifier: 'orders', engineVersion: '3.5.1', autoMinorVersionUpgrade: true }],
    }),
    versions: [
      { version: '3.5.1', autoUpgradeDate: '2026-12-01', availableUpgrades: ['3.5.2', '3.6.0'] },
      { version: '3.5.2', availableUpgrades: ['3.6.0'] },
      { version: '3.6.0', availableUpgrades: [] },
    ],
  };
  const s = scene({ fleet });
  s.pass(Date.UTC(2026, 11, 6, 5, 59) - noon);
  expect(s.dms.truth.instance('orders')).toMatchObject({ EngineVersion: '3.5.1' });
  s.pass(60 * minute);
  expect(s.dms.truth.instance('orders')).toMatchObject({ EngineVersion: '3.5.2' });
});
