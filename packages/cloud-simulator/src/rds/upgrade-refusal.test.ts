import { describe, expect, it } from 'vitest';
import type { RdsFleetInstance } from './fleet.ts';
import { scene } from '../testing/rds-scene.ts';

function codeFor(described: Partial<RdsFleetInstance>, target: string): unknown {
  const instance = { id: 'rm', region: 'cn-hangzhou', version: '5.6', ...described };
  return scene({}, [instance]).upgrade('rm', target);
}

describe('an upgrade is refused', () => {
  const cases: [string, Partial<RdsFleetInstance>, string, string][] = [
    ['of another engine', { engine: 'PostgreSQL' }, '5.7', 'InvalidDBInstanceEngineType.Format'],
    ['while locked', { lockMode: 'LockByExpiration' }, '5.7', 'IncorrectDBInstanceLockMode'],
    ['while it is doing something else', { status: 'TRANSING' }, '5.7', 'IncorrectDBInstanceState'],
    ['with an unpaid order', { unpaidOrder: true }, '5.7', 'OrderStatus.UnPaid'],
    ['two steps at once', {}, '8.0', 'IncorrectEngineVersion'],
    ['downwards', { version: '5.7' }, '5.6', 'IncorrectEngineVersion'],
    ['to the same version', {}, '5.6', 'IncorrectEngineVersion'],
    ['to a version that is none', {}, '9.9', 'IncorrectEngineVersion'],
    ['of a serverless instance', { category: 'serverless_basic' }, '5.7', 'InvalidSourceCategory'],
    ['on standard SSDs', { storageType: 'cloud_ssd', version: '5.7' }, '8.0', 'CloudSSDNotSupport'],
    ['from 5.6 on ESSDs', { storageType: 'cloud_essd' }, '5.7', 'IncorrectEngineVersion'],
    ['with events', { contains: ['events'] }, '5.7', 'InvalidEVENT'],
    ['with SSL', { ssl: true }, '5.7', 'InvalidSSLstatus'],
    ['with TDE', { tde: true }, '5.7', 'InvalidTDEstatus'],
    ['in safe connection mode', { connectionMode: 'Safe' }, '5.7', 'InvalidDBInstanceConnType.Format'],
    ['with MyISAM tables', { contains: ['myisam'] }, '5.7', 'IncorrectEngineTypeMyisam'],
    ['with an account aliyun_root', { contains: ['aliyun_root'] }, '5.7', 'InvalidAccountName.Format'],
    [
      'with full-text indexes on an old minor version',
      { contains: ['full-text'], minorVersion: 'rds_20210101' },
      '5.7',
      'UnsupportedFtsIndexVersion',
    ],
    ['behind an old proxy', { proxyVersion: '1.9.50' }, '5.7', 'MaxscaleMinorVersionNotSupport'],
    [
      'of a cluster with group replication',
      { category: 'cluster', storageType: 'cloud_essd', version: '5.7', contains: ['group-replication'] },
      '8.0',
      'ClusterNotSupport',
    ],
  ];

  it.each(cases)('%s', (_, described, target, code) => {
    expect(codeFor(described, target)).toBe(code);
  });

  it('in a region where the instance is not', () => {
    const answer = scene().call(
      'UpgradeDBInstanceEngineVersion',
      { DBInstanceId: 'rm-orders', EngineVersion: '5.6' },
      'cn-shanghai',
    );
    expect(answer).toMatchObject({ status: 400, Code: 'InvalidDBInstanceId.NotFound' });
  });

  it('without its mandatory parameters, and with an effective time that is none', () => {
    const set = scene();
    expect(set.call('UpgradeDBInstanceEngineVersion', {})['Code']).toBe('MissingDBInstanceId');
    const id = { DBInstanceId: 'rr-orders-1' };
    expect(set.call('UpgradeDBInstanceEngineVersion', id)['Code']).toBe('MissingEngineVersion');
    expect(set.upgrade('rr-orders-1', '5.6', { EffectiveTime: 'Tomorrow' })).toBe('Parameters.Invalid');
  });

  it('with the code and HTTP status that the switches say', () => {
    const busy = [{ id: 'rm', region: 'cn-hangzhou', version: '5.6', status: 'Rebooting' }];
    const ask = { DBInstanceId: 'rm', EngineVersion: '5.7' };
    const documented = scene({ busyStatus: 500 }, busy).call('UpgradeDBInstanceEngineVersion', ask);
    expect(documented).toMatchObject({ status: 500, Code: 'IncorrectDBInstanceState' });
    const other = scene({ busyCode: 'InvalideStatus.Format' }, busy).call(
      'UpgradeDBInstanceEngineVersion',
      ask,
    );
    expect(other).toMatchObject({ status: 400, Code: 'InvalideStatus.Format' });
  });
});

describe('an upgrade is accepted', () => {
  it.each([
    ['High-availability Edition on ESSDs', { category: 'HighAvailability' }],
    ['Cluster Edition on ESSDs', { category: 'cluster' }],
    ['Basic Edition on ESSDs', { category: 'Basic' }],
  ])('from 5.7 to 8.0 for %s', (_, described) => {
    expect(codeFor({ ...described, version: '5.7', storageType: 'cloud_essd' }, '8.0')).toBe('OK');
  });

  it.each([
    ['5.5', '5.6'],
    ['5.6', '5.7'],
    ['5.7', '8.0'],
  ])('from %s to %s for High-availability Edition on local disks', (version, target) => {
    expect(codeFor({ version }, target)).toBe('OK');
  });
});
