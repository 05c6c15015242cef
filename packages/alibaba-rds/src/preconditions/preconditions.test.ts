import type { Finding } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../observe/evidence.ts';
import type { RdsInstance } from '../observe/instance.ts';
import { draftPlan } from '../planning/draft.ts';
import type { ResolvedRdsRequest } from '../planning/request.ts';
import { instance, replica, request, survey } from '../testing/family.ts';
import { findings } from './index.ts';
import { valueOf } from '../testing/unwrap.ts';

const now = Date.UTC(2026, 0, 15, 12);
const day = 86_400_000;
const seen = <T>(value: T) => ({ sight: 'seen', value }) as const;
const denied = {
  sight: 'not-looked',
  error: { kind: 'credentials', cause: 'permission', message: 'the login may not do rds:ThatAction' },
} as const;

const healthy: Evidence = {
  tde: seen({ enabled: false }),
  ssl: seen({ enabled: false }),
  usage: seen({ diskUsedBytes: 40 * 2 ** 30 }),
  backup: seen({ finishedAt: now - day }),
  proxy: seen({ enabled: false }),
  secondary: seen({ states: ['Synchronized'] }),
  delay: seen({ seconds: 0 }),
  maintenance: seen([]),
  running: seen([]),
};

interface Given {
  readonly primary?: Partial<RdsInstance>;
  readonly others?: readonly RdsInstance[];
  readonly evidence?: Evidence;
  readonly request?: Partial<ResolvedRdsRequest>;
  readonly to?: string;
}

function judge(given: Given = {}): readonly Finding[] {
  const seenFamily = survey([instance(given.primary), ...(given.others ?? [])], {
    ...healthy,
    ...given.evidence,
  });
  const asked = request(given.to ?? '5.6', given.request);
  return findings(asked, seenFamily, valueOf(draftPlan(asked, seenFamily)), now);
}

const statusOf = (name: string, given: Given): string[] =>
  judge(given)
    .filter((finding) => finding.name === name)
    .map((finding) => finding.status);

const sqlFor = (to: string): string =>
  judge({ to }).find((finding) => finding.name === 'database-checks')?.remedy ?? '';

describe('findings', () => {
  it('of a healthy family neither fail nor warn', () => {
    const statuses = judge({ others: [replica('rr-1')] }).map((finding) => finding.status);
    expect(statuses).not.toContain('failed');
    expect(statuses).not.toContain('warning');
  });

  it.each<[string, string, Given]>([
    ['member-running', 'failed', { primary: { status: 'Rebooting' } }],
    ['member-unlocked', 'failed', { primary: { lockMode: 'LockByExpiration' } }],
    ['tde-off', 'failed', { evidence: { tde: seen({ enabled: true }) } }],
    ['ssl', 'warning', { evidence: { ssl: seen({ enabled: true }) } }],
    ['free-disk', 'warning', { evidence: { usage: seen({ diskUsedBytes: 95 * 2 ** 30 }) } }],
    ['recent-backup', 'warning', { evidence: { backup: seen({ finishedAt: now - 8 * day }) } }],
    ['recent-backup', 'warning', { evidence: { backup: seen({}) } }],
    ['expiry', 'warning', { primary: { expiresAt: now + day } }],
    ['expiry', 'failed', { primary: { expiresAt: now - day } }],
    ['proxy-version', 'failed', { evidence: { proxy: seen({ enabled: true, minorVersion: '1.13.40' }) } }],
    ['proxy-version', 'passed', { evidence: { proxy: seen({ enabled: true, minorVersion: '1.13.41' }) } }],
    ['proxy-version', 'passed', { evidence: { proxy: seen({ enabled: true, minorVersion: '2.24.11' }) } }],
    ['secondary-healthy', 'failed', { evidence: { secondary: seen({ states: ['NotAvailable'] }) } }],
    ['nothing-else-running', 'failed', { evidence: { running: seen(['backup t-1 (Running)']) } }],
    [
      'nothing-else-running',
      'warning',
      { evidence: { maintenance: seen([{ type: 'rds_apsaradb_upgrade' }]) } },
    ],
    [
      'minor-version',
      'warning',
      { primary: { engineVersion: '5.6', minorVersion: 'rds_20210101' }, to: '5.7' },
    ],
    [
      'minor-version',
      'passed',
      { primary: { engineVersion: '5.6', minorVersion: 'rds_20221130' }, to: '5.7' },
    ],
    ['minor-version', 'unknown', { primary: { engineVersion: '5.6' }, to: '5.7' }],
    ['maintenance-window-known', 'passed', { request: { effectiveTime: 'maintenance-window' } }],
    [
      'maintenance-window-known',
      'failed',
      { primary: { maintenanceWindow: 'sometimes' }, request: { effectiveTime: 'maintenance-window' } },
    ],
    ['database-checks', 'unknown', {}],
    ['gtid', 'unknown', {}],
  ])('%s is %s', (name, status, given) => {
    const found = judge(given).filter((finding) => finding.name === name);
    expect(found.map((finding) => finding.status)).toEqual([status]);
    if (status !== 'passed') expect(found[0]?.remedy).toBeTruthy();
  });

  it.each([
    [120, 'failed'],
    [-1, 'failed'],
    [3, 'passed'],
  ])('replicas-healthy for a replica that is %s s behind is %s', (seconds, status) => {
    const given = { others: [replica('rr-1')], evidence: { delay: seen({ seconds }) } };
    expect(statusOf('replicas-healthy', given)).toEqual([status]);
  });

  it.each([
    ['tde-off', { tde: denied }, 'DescribeDBInstanceTDE'],
    ['ssl', { ssl: denied }, 'DescribeDBInstanceSSL'],
    ['free-disk', { usage: denied }, 'DescribeResourceUsage'],
    ['recent-backup', { backup: denied }, 'DescribeBackups'],
    ['proxy-version', { proxy: denied }, 'DescribeDBProxy'],
    ['secondary-healthy', { secondary: denied }, 'DescribeDBInstanceHAConfig'],
    ['nothing-else-running', { running: denied }, 'DescribeHistoryTasks'],
    ['nothing-else-running', { maintenance: denied }, 'DescribeActiveOperationTasks'],
  ])('%s is unknown where its evidence cannot be read, and names the action', (name, evidence, action) => {
    const found = judge({ evidence }).filter((finding) => finding.name === name);
    expect(found).toMatchObject([{ status: 'unknown', remedy: expect.stringContaining(`rds:${action}`) }]);
  });

  it('leave a member alone that is on the target already', () => {
    const given = { others: [replica('rr-1', { engineVersion: '5.6', status: 'Rebooting' })] };
    expect(statusOf('member-running', given)).toEqual(['passed']);
  });

  it('give the SQL of what only the database can tell, by hop', () => {
    expect(sqlFor('5.6')).toContain("engine IN ('MyISAM'");
    expect(sqlFor('5.6')).toContain('year(2)');
    expect(sqlFor('5.6')).not.toContain('aliyun_root');
    expect(sqlFor('5.7')).toContain('aliyun_root');
  });
});
