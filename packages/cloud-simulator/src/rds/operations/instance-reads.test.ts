import { describe, expect, it } from 'vitest';
import { simulatedReplicatorPassword } from './describe-db-instance-attribute.ts';
import { noon, scene } from '../../testing/rds-scene.ts';

type Fields = Record<string, unknown>;

function attribute(set: ReturnType<typeof scene>, id: string, region?: string): Fields {
  const answer = set.call('DescribeDBInstanceAttribute', { DBInstanceId: id }, region);
  const items = answer['Items'] as { DBInstanceAttribute: Fields[] };
  return items.DBInstanceAttribute[0] ?? {};
}

describe('DescribeDBInstanceAttribute', () => {
  it('carries what a listing does not', () => {
    expect(attribute(scene(), 'rm-orders')).toMatchObject({
      MaintainTime: '18:00Z-22:00Z',
      CurrentKernelVersion: 'rds_20190815',
      Category: 'HighAvailability',
      DBInstanceStorageType: 'local_ssd',
      GuardDBInstanceId: 'rm-orders-dr',
      DisasterRecoveryInstances: '[{"regionId":"cn-shanghai","insName":"rm-orders-dr"}]',
    });
  });

  it('carries the replication password of a disaster-recovery instance, as the cloud does', () => {
    const info = attribute(scene(), 'rm-orders-dr', 'cn-shanghai')['DisasterRecoveryInfo'];
    expect(JSON.parse(String(info))).toMatchObject({
      replicatorPassword: simulatedReplicatorPassword,
      sourceInstanceName: 'rm-orders',
      sourceInstanceRegionId: 'cn-hangzhou',
    });
  });

  it('does not know instances of other regions, nor lists of ids', () => {
    const set = scene();
    const ask = (id: string): Fields => set.call('DescribeDBInstanceAttribute', { DBInstanceId: id });
    expect(ask('rm-orders-dr')).toMatchObject({ status: 404, Code: 'InvalidDBInstanceId.NotFound' });
    expect(ask('rm-orders,rm-billing')).toMatchObject({ Code: 'InvalidDBInstanceId.NotFound' });
    expect(set.call('DescribeDBInstanceAttribute', {})['Code']).toBe('MissingDBInstanceId');
  });
});

/** A scene with one instance, whose backups are these. */
function withBackups(backup: 'daily' | 'none' | number): ReturnType<typeof scene> {
  return scene({}, [{ id: 'rm', region: 'cn-hangzhou', backup }]);
}

function backupStarts(set: ReturnType<typeof scene>, more: Fields = {}): string[] {
  const answer = set.call('DescribeBackups', { DBInstanceId: 'rm', ...more });
  const items = answer['Items'] as { Backup: Fields[] };
  return items.Backup.map((backup) => String(backup['BackupStartTime']));
}

describe('DescribeBackups', () => {
  it('shows a week of daily backups, newest first', () => {
    const shown = backupStarts(withBackups('daily'));
    expect(shown).toHaveLength(7);
    expect(shown[0]).toBe('2026-01-10T02:15:00Z');
    expect(shown).toEqual(shown.toSorted().toReversed());
  });

  it('shows a single old one, or none', () => {
    expect(backupStarts(withBackups(24 * 10))).toEqual(['2025-12-31T12:00:00Z']);
    expect(backupStarts(withBackups('none'))).toEqual([]);
  });

  it('takes a range of time', () => {
    const range = { StartTime: '2026-01-08T00:00Z', EndTime: '2026-01-09T00:00Z' };
    expect(backupStarts(withBackups('daily'), range)).toEqual(['2026-01-08T02:15:00Z']);
  });
});

describe('the other reads', () => {
  const set = scene({}, [
    {
      id: 'rm',
      region: 'cn-hangzhou',
      tde: true,
      ssl: true,
      proxyVersion: '1.13.41',
      usedGigabytes: 3,
      secondary: 'Syncing',
    },
    { id: 'rr', region: 'cn-hangzhou', primary: 'rm', delaySeconds: 17 },
  ]);
  const read = (action: string, more: Fields = {}): Fields =>
    set.call(action, { DBInstanceId: 'rm', ...more });

  it('show encryption, proxy, usage, delay and the secondary node', () => {
    expect(read('DescribeDBInstanceTDE')).toMatchObject({ TDEStatus: 'Enabled' });
    expect(read('DescribeDBInstanceSSL')).toMatchObject({ SSLEnabled: 'Yes' });
    expect(read('DescribeDBProxy')).toMatchObject({
      DBProxyServiceStatus: 'Startup',
      DBProxyInstanceCurrentMinorVersion: '1.13.41',
    });
    expect(read('DescribeResourceUsage')).toMatchObject({ DiskUsed: 3 * 2 ** 30 });
    const delay = read('DescribeReadDBInstanceDelay', { ReadInstanceId: 'rr' });
    expect(delay).toMatchObject({ DelayTime: 17, ReadDBInstanceId: 'rr' });
    expect(JSON.stringify(read('DescribeDBInstanceHAConfig'))).toContain('"SyncStatus":"Syncing"');
    expect(read('DescribeActiveOperationTasks')).toMatchObject({ Items: [], TotalRecordCount: 0 });
    expect(JSON.stringify(read('DescribeRegions'))).toContain('"RegionId":"cn-shanghai"');
  });

  it('refuse an action that there is not', () => {
    expect(read('DropEverything')).toMatchObject({ status: 404, Code: 'InvalidAction.NotFound' });
  });
});

describe('ModifyDBInstanceMaintainTime', () => {
  it('sets the window that the next queued upgrade waits for', () => {
    const set = scene();
    const modify = (maintainTime: string): Fields =>
      set.call('ModifyDBInstanceMaintainTime', { DBInstanceId: 'rr-orders-1', MaintainTime: maintainTime });
    expect(modify('13:00-14:00')).toMatchObject({ Code: 'InvalidMaintainTime.Malformed' });
    expect(modify('13:00Z-14:00Z')['Code']).toBeUndefined();
    expect(attribute(set, 'rr-orders-1')['MaintainTime']).toBe('13:00Z-14:00Z');
    set.upgrade('rr-orders-1', '5.6', { EffectiveTime: 'MaintainTime' });
    set.now = noon + 2 * 3_600_000;
    expect(set.rds.instance('rr-orders-1')?.version).toBe('5.6');
  });
});
