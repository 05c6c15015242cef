import { describe, expect, it } from 'vitest';
import { noon, scene } from '../testing/rds-scene.ts';

const minute = 60_000;
const hour = 60 * minute;

/** The RDS effects on an instance, by name. */
function effects(set: ReturnType<typeof scene>, id: string): string[] {
  return set.journal.entries
    .filter((entry) => entry.kind === 'effect' && entry.resource === id)
    .map((entry) => entry.action);
}

describe('an upgrade', () => {
  it('leaves Running, works, and comes back on the new version and the newest minor version', () => {
    const set = scene();
    expect(set.upgrade('rr-orders-1', '5.6')).toBe('OK');
    expect(set.rds.instance('rr-orders-1')).toMatchObject({ status: 'Running', version: '5.5' });
    set.now += minute;
    expect(set.rds.instance('rr-orders-1')).toMatchObject({
      status: 'EngineVersionUpgrading',
      version: '5.5',
    });
    set.now += 10 * minute;
    expect(set.rds.instance('rr-orders-1')).toMatchObject({
      status: 'Running',
      version: '5.6',
      minorVersion: 'rds_20231130',
    });
    expect(effects(set, 'rr-orders-1')).toEqual(['UpgradeAccepted', 'UpgradeBegun', 'UpgradeSucceeded']);
  });

  it('can fail after it was accepted: Running, the old version, a failed task', () => {
    const set = scene();
    set.rds.inject.nextUpgrade('rr-orders-1', 'fails');
    expect(set.upgrade('rr-orders-1', '5.6')).toBe('OK');
    set.now += 10 * minute;
    expect(set.rds.instance('rr-orders-1')).toMatchObject({ status: 'Running', version: '5.5' });
    expect(effects(set, 'rr-orders-1')).toContain('UpgradeFailed');
    expect(set.upgrade('rr-orders-1', '5.6')).toBe('OK');
  });

  it('fails as often as the fleet file says, and works then', () => {
    const set = scene({}, [{ id: 'rm', region: 'cn-hangzhou', version: '5.7', upgradesFail: 1 }]);
    for (const version of ['5.7', '8.0']) {
      expect(set.upgrade('rm', '8.0')).toBe('OK');
      set.now += 10 * minute;
      expect(set.rds.instance('rm')).toMatchObject({ status: 'Running', version });
    }
    expect(effects(set, 'rm').filter((effect) => effect === 'UpgradeFailed')).toHaveLength(1);
  });

  it('can be stuck until somebody releases it', () => {
    const set = scene();
    set.rds.inject.nextUpgrade('rr-orders-1', 'sticks');
    set.upgrade('rr-orders-1', '5.6');
    set.now += 100 * hour;
    expect(set.rds.instance('rr-orders-1')?.status).toBe('EngineVersionUpgrading');
    set.rds.inject.release('rr-orders-1');
    expect(set.rds.instance('rr-orders-1')).toMatchObject({ status: 'Running', version: '5.6' });
  });

  it('can vanish before it began', () => {
    const set = scene();
    set.rds.inject.nextUpgrade('rr-orders-1', 'vanishes');
    set.upgrade('rr-orders-1', '5.6');
    set.now += hour;
    expect(set.rds.instance('rr-orders-1')).toMatchObject({
      status: 'Running',
      version: '5.5',
      pendingTask: undefined,
    });
  });

  it('shows Running before it shows the new version, where the switch says so', () => {
    const set = scene({ versionLag: 20_000 });
    set.upgrade('rr-orders-1', '5.6');
    const seen: string[] = [];
    for (; set.now < noon + 10 * minute; set.now += 1000) {
      const instance = set.rds.instance('rr-orders-1');
      const state = `${instance?.status} ${instance?.version}`;
      if (seen.at(-1) !== state) seen.push(state);
    }
    expect(seen).toEqual(['Running 5.5', 'EngineVersionUpgrading 5.5', 'Running 5.5', 'Running 5.6']);
  });

  it('is shown by reads only after the propagation delay, and refused by the truth at once', () => {
    const set = scene({ propagation: 30_000, beginDelay: 0 });
    set.upgrade('rr-orders-1', '5.6');
    set.now += 10_000;
    const seen = set.call('DescribeDBInstanceAttribute', { DBInstanceId: 'rr-orders-1' });
    expect(seen).toMatchObject({ Items: { DBInstanceAttribute: [{ DBInstanceStatus: 'Running' }] } });
    expect(set.upgrade('rr-orders-1', '5.6')).toBe('IncorrectDBInstanceState');
  });

  it('waits for the window, whose end it does not outlast before beginning', () => {
    const set = scene({ waitingStatus: 'INS_MAINTAINING' });
    expect(set.upgrade('rr-orders-1', '5.6', { EffectiveTime: 'MaintainTime' })).toBe('OK');
    set.now = noon + 6 * hour - 1;
    expect(set.rds.instance('rr-orders-1')).toMatchObject({ status: 'INS_MAINTAINING', version: '5.5' });
    expect(set.upgrade('rr-orders-1', '5.6')).toBe('InvalidOrderTask.NotSupport');
    set.now = noon + 7 * hour;
    expect(set.rds.instance('rr-orders-1')).toMatchObject({ status: 'Running', version: '5.6' });
    const begun = set.journal.entries.find((entry) => entry.action === 'UpgradeBegun');
    expect(begun?.at).toBeGreaterThanOrEqual(noon + 6 * hour);
  });

  it('begins once a person who keeps the instance busy is done', () => {
    const set = scene({ beginDelay: 60_000 });
    set.upgrade('rr-orders-1', '5.6');
    expect(set.rds.person.occupy('rr-orders-1', 'DBInstanceClassChanging', 5 * minute)).toBe(true);
    set.now += 4 * minute;
    expect(set.rds.instance('rr-orders-1')?.status).toBe('DBInstanceClassChanging');
    set.now += 20 * minute;
    expect(set.rds.instance('rr-orders-1')?.version).toBe('5.6');
  });

  it('ends with its instance, when a person deletes that', () => {
    const set = scene();
    set.upgrade('rr-orders-1', '5.6');
    set.now += minute;
    expect(set.rds.person.delete('rr-orders-1')).toBe(true);
    set.now += hour;
    expect(set.rds.instance('rr-orders-1')).toBeUndefined();
    expect(set.rds.instance('rm-orders')?.readOnlyIds).toEqual(['rr-orders-2']);
    expect(effects(set, 'rr-orders-1')).not.toContain('UpgradeSucceeded');
  });
});

describe('a client token', () => {
  const token = { ClientToken: 'one' };

  it('repeats its answer, and has one effect', () => {
    const set = scene();
    const parameters = { DBInstanceId: 'rr-orders-1', EngineVersion: '5.6', ...token };
    const first = set.call('UpgradeDBInstanceEngineVersion', parameters);
    set.now += minute;
    const second = set.call('UpgradeDBInstanceEngineVersion', parameters);
    expect(second['TaskId']).toBe(first['TaskId']);
    expect(effects(set, 'rr-orders-1').filter((name) => name === 'UpgradeAccepted')).toHaveLength(1);
  });

  it('is forgotten after its time', () => {
    const set = scene({ tokenMemory: 30_000 });
    set.upgrade('rr-orders-1', '5.6', token);
    set.now += minute;
    expect(set.upgrade('rr-orders-1', '5.6', token)).toBe('IncorrectDBInstanceState');
  });

  it('is refused, repeated or taken anew with other parameters, by the switch', () => {
    const results = (['refuse', 'same-answer', 'new-request'] as const).map((tokenMismatch) => {
      const set = scene({ tokenMismatch });
      set.upgrade('rr-orders-1', '5.6', token);
      const code = set.upgrade('rr-orders-2', '5.6', token);
      return [code, set.rds.instance('rr-orders-2')?.pendingTask !== undefined];
    });
    expect(results).toEqual([
      ['IdempotentParameterMismatch', false],
      ['OK', false],
      ['OK', true],
    ]);
  });

  it('is not remembered for a request that was refused', () => {
    const set = scene();
    expect(set.upgrade('rm-orders', '5.6', token)).toBe('UnsupportedReadOrBakReadState');
    expect(set.upgrade('rr-orders-1', '5.6', token)).toBe('OK');
  });

  it('has at most 64 characters of ASCII', () => {
    const set = scene();
    expect(set.upgrade('rr-orders-1', '5.6', { ClientToken: 'é' })).toBe('Parameters.Invalid');
    expect(set.upgrade('rr-orders-1', '5.6', { ClientToken: 'x'.repeat(65) })).toBe('Parameters.Invalid');
    expect(set.upgrade('rr-orders-1', '5.6', { ClientToken: 'x'.repeat(64) })).toBe('OK');
  });
});

describe('a family', () => {
  it('goes replicas and disaster recovery first from 5.5 to 5.6', () => {
    const set = scene();
    expect(set.upgrade('rm-orders', '5.6')).toBe('UnsupportedReadOrBakReadState');
    expect(set.upgrade('rr-orders-1', '5.6')).toBe('OK');
    expect(set.upgrade('rr-orders-2', '5.6')).toBe('OK');
    set.now += 10 * minute;
    expect(set.upgrade('rm-orders', '5.6')).toBe('UnsupportedReadOrBakReadState');
    expect(set.upgrade('rm-orders-dr', '5.6', {}, 'cn-shanghai')).toBe('OK');
    set.now += 10 * minute;
    expect(set.upgrade('rm-orders', '5.6')).toBe('OK');
  });

  const family = [
    { id: 'rm', region: 'cn-hangzhou', version: '5.6' },
    { id: 'rr', region: 'cn-hangzhou', version: '5.6', primary: 'rm' },
  ];

  it('refuses its replicas and lets them follow, where the switch says so', () => {
    const set = scene({ replicas: { '5.5-5.6': 'first', '5.6-5.7': 'follow', '5.7-8.0': 'follow' } }, family);
    expect(set.upgrade('rr', '5.7')).toBe('ReadInstanceNotSupport');
    expect(set.upgrade('rm', '5.7')).toBe('OK');
    set.now += 30 * minute;
    expect(set.rds.instance('rr')).toMatchObject({ status: 'Running', version: '5.7' });
    expect(set.journal.entries.find((entry) => entry.resource === 'rr')?.detail['cause']).toBe('follow');
  });

  it('refuses its replicas at first and takes them afterwards, where the switch says so', () => {
    const set = scene(
      { replicas: { '5.5-5.6': 'first', '5.6-5.7': 'afterwards', '5.7-8.0': 'follow' } },
      family,
    );
    expect(set.upgrade('rr', '5.7')).toBe('ReadInstanceNotSupport');
    expect(set.upgrade('rm', '5.7')).toBe('OK');
    set.now += 60 * minute;
    expect(set.rds.instance('rr')?.version).toBe('5.6');
    expect(set.upgrade('rr', '5.7')).toBe('OK');
  });

  it('is refused the next hop while a member is behind', () => {
    const set = scene({ replicas: { '5.5-5.6': 'first', '5.6-5.7': 'follow', '5.7-8.0': 'follow' } }, family);
    set.rds.inject.nextUpgrade('rr', 'fails');
    set.upgrade('rm', '5.7');
    set.now += 30 * minute;
    expect(set.rds.instance('rr')).toMatchObject({ status: 'Running', version: '5.6' });
    expect(set.upgrade('rm', '8.0')).toBe('UnsupportedReadOrBakReadState');
  });

  it('gets a member from a person, which its primary then names', () => {
    const set = scene();
    expect(set.rds.person.add({ id: 'rr-orders-3', region: 'cn-hangzhou', primary: 'rm-orders' })).toBe(true);
    expect(set.rds.instance('rm-orders')?.readOnlyIds).toContain('rr-orders-3');
    expect(set.journal.entries.at(-1)).toMatchObject({ kind: 'person', resource: 'rr-orders-3' });
  });
});
