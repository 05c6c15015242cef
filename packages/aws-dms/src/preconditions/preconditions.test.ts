import type { Finding } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { draftInPlace } from '../in-place.ts';
import type { DmsSurvey } from '../observe/survey.ts';
import type { ResolvedDmsRequest } from '../planning/request.ts';
import { instance, request, start, survey, task, versions } from '../testing/samples.ts';
import { findings, preconditions } from './index.ts';
import { valueOf } from '../testing/unwrap.ts';

function findingsOn(
  seen: Partial<DmsSurvey> = {},
  wanted: Partial<ResolvedDmsRequest> = {},
): readonly Finding[] {
  const read = survey(seen);
  const asked = request(wanted);
  return findings(asked, read, valueOf(draftInPlace(asked, read, start)), start);
}

function statusOf(
  name: string,
  seen: Partial<DmsSurvey> = {},
  wanted: Partial<ResolvedDmsRequest> = {},
): string {
  const found = findingsOn(seen, wanted).find((finding) => finding.name === name);
  return found?.status ?? 'none';
}

const refused = {
  sight: 'not-looked',
  error: { kind: 'credentials', cause: 'permission', message: 'the login may not' },
} as const;
const source = 'arn:aws:dms:us-east-1:123456789012:endpoint:SOURCE';
const target = 'arn:aws:dms:us-east-1:123456789012:endpoint:TARGET';
const postgres = { arn: source, identifier: 'shop', type: 'source', engine: 'postgres', slotName: 'slot' };
const toRouted = {
  instance: instance({ engineVersion: '3.4.6' }),
  versions: versions({ '3.4.6': ['3.6.1'], '3.6.1': [] }),
};

const loading = (sight: DmsSurvey['loads'][number]['sight']) => ({
  loads: [{ taskArn: task().arn, sight }],
});

const changed = (fields: object) => ({
  versions: survey().versions.map((each) => (each.version === '3.6.1' ? { ...each, ...fields } : each)),
});

describe('preconditions', () => {
  it('all pass where all is in order, and each says something about a member', () => {
    for (const finding of findingsOn()) {
      expect(finding.status).toBe('passed');
      expect(finding.member).toMatch(/^aws-dms:\/\/us-east-1\/orders/);
    }
    expect(preconditions).toHaveLength(21);
  });

  it.each<[string, Partial<DmsSurvey>, string]>([
    ['instance-available', { instance: instance({ status: 'modifying' }) }, 'failed'],
    ['instance-available', { instance: instance({ status: 'storage-full' }) }, 'failed'],
    ['class-orderable', { orderables: { sight: 'seen', value: [] } }, 'failed'],
    ['class-orderable', { orderables: refused }, 'unknown'],
    ['pending-changes', { instance: instance({ pending: { instanceClass: 'dms.r5.large' } }) }, 'warning'],
    ['tasks-settled', { tasks: [task({ status: 'testing' })] }, 'warning'],
    ['failed-tasks', { tasks: [task({ status: 'failed' })] }, 'warning'],
    ['postgresql-slots', { endpoints: { sight: 'seen', value: [postgres] } }, 'warning'],
    ['postgresql-slots', { endpoints: refused }, 'unknown'],
    ['postgresql-slots', { endpoints: refused, tasks: [] }, 'passed'],
    [
      'infrastructure-as-code',
      { tags: { sight: 'seen', value: { 'aws:cloudformation:stack-name': 'dms' } } },
      'warning',
    ],
    ['infrastructure-as-code', { tags: { sight: 'seen', value: { ManagedBy: 'Terraform' } } }, 'warning'],
    ['infrastructure-as-code', { tags: refused }, 'unknown'],
    ['pending-maintenance', { maintenance: { sight: 'seen', value: [{ action: 'os-upgrade' }] } }, 'warning'],
    ['pending-maintenance', { maintenance: refused }, 'unknown'],
    ['routing-3-4-7', toRouted, 'warning'],
    ['routing-3-4-7', { ...toRouted, endpoints: refused }, 'unknown'],
    ['routing-3-4-7', {}, 'none'],
  ])('%s of %o: %s', (name, seen, status) => {
    expect(statusOf(name, seen)).toBe(status);
  });

  it('knows tables whose full load would start again, and tasks whose tables it could not read', () => {
    const seen = { taskArn: task().arn, loading: ['shop.orders'] };
    expect(statusOf('full-load-restarts', loading({ sight: 'seen', value: seen }))).toBe('warning');
    expect(statusOf('full-load-restarts', loading(refused))).toBe('unknown');
  });

  it('names the endpoints that the routing change touches', () => {
    const lake = { arn: target, identifier: 'lake', type: 'target', engine: 's3' };
    const found = findingsOn({ ...toRouted, endpoints: { sight: 'seen', value: [lake] } });
    expect(found.find(({ name }) => name === 'routing-3-4-7')?.message).toContain('lake (s3)');
  });

  it('refuses a deprecated target and warns of one that is not for production', () => {
    expect(statusOf('target-offered', changed({ deprecation: start - 1 }))).toBe('failed');
    expect(statusOf('target-offered', changed({ releaseStatus: 'beta' }))).toBe('warning');
  });

  it('refuses to wait for a maintenance window that is not known', () => {
    const wanted = { effectiveTime: 'maintenance-window' } as const;
    const unknown = { instance: instance({ maintenanceWindow: undefined }) };
    expect(statusOf('maintenance-window-known', unknown, wanted)).toBe('failed');
    expect(statusOf('maintenance-window-known', {}, wanted)).toBe('passed');
    expect(statusOf('maintenance-window-known', unknown)).toBe('none');
  });

  it('names the refused action where evidence is missing', () => {
    const unknown = findingsOn({ tags: refused, maintenance: refused, orderables: refused }).filter(
      ({ status }) => status === 'unknown',
    );
    expect(unknown).toHaveLength(3);
    for (const finding of unknown) expect(finding.remedy).toMatch(/^allow dms:\w+$/);
  });

  it('blocks nothing where nothing is to be done', () => {
    const found = findingsOn({ tags: refused, instance: instance({ status: 'modifying' }) }, { to: '3.5.4' });
    expect(found.every(({ status }) => status === 'passed')).toBe(true);
  });
});
