import { describe, expect, it } from 'vitest';
import { noon, scene } from '../../testing/rds-scene.ts';

const minute = 60_000;
const month = { FromStartTime: '2025-12-20T00:00:00Z', ToStartTime: '2026-12-31T00:00:00Z' };

function statuses(set: ReturnType<typeof scene>, parameters: Record<string, unknown> = {}): unknown[] {
  const answer = set.call('DescribeHistoryTasks', { ...month, ...parameters });
  return (answer['Items'] as Record<string, unknown>[]).map((task) => task['Status']);
}

function ids(count: number): string {
  return Array.from({ length: count }, (_, index) => `rm-${index}`).join(',');
}

describe('DescribeHistoryTasks', () => {
  it('follows an upgrade from its acceptance to its end', () => {
    const set = scene();
    set.upgrade('rr-orders-1', '5.6');
    expect(statuses(set)).toEqual(['Scheduled']);
    set.now += minute;
    expect(statuses(set)).toEqual(['Running']);
    const running = set.call('DescribeHistoryTasks', month)['Items'] as Record<string, unknown>[];
    expect(running[0]).toMatchObject({ InstanceId: 'rr-orders-1', CurrentStepName: 'exec_task' });
    expect(running[0]?.['RemainTime']).toBeGreaterThan(60);
    set.now += 10 * minute;
    expect(statuses(set)).toEqual(['Succeed']);
    const ended = set.call('DescribeHistoryTasks', month)['Items'] as Record<string, unknown>[];
    expect(ended[0]).toMatchObject({ Progress: 100, Status: 'Succeed' });
  });

  it('tells an upgrade that failed from one that waits', () => {
    const set = scene();
    set.rds.inject.nextUpgrade('rr-orders-1', 'fails');
    set.upgrade('rr-orders-1', '5.6');
    set.upgrade('rr-orders-2', '5.6', { EffectiveTime: 'MaintainTime' });
    set.now += 10 * minute;
    expect(statuses(set)).toEqual(['Waiting', 'Failed']);
    expect(statuses(set, { InstanceId: 'rr-orders-1' })).toEqual(['Failed']);
    expect(statuses(set, { Status: 'Waiting,Running' })).toEqual(['Waiting']);
  });

  it('knows the ids of the upgrade call, or its own alone, by the switch', () => {
    for (const historyIds of ['joined', 'separate'] as const) {
      const set = scene({ historyIds });
      const parameters = { DBInstanceId: 'rr-orders-1', EngineVersion: '5.6' };
      const task = set.call('UpgradeDBInstanceEngineVersion', parameters)['TaskId'];
      expect(statuses(set, { TaskId: task })).toHaveLength(historyIds === 'joined' ? 1 : 0);
      const [listed] = set.call('DescribeHistoryTasks', month)['Items'] as Record<string, unknown>[];
      if (historyIds === 'separate') expect(listed?.['TaskId']).toMatch(/^t-[0-9a-z]+$/);
    }
  });

  it('can know nothing at all, by the switch', () => {
    const set = scene({ history: false });
    set.upgrade('rr-orders-1', '5.6');
    expect(statuses(set)).toEqual([]);
  });

  it('forgets what is older than 30 days', () => {
    const set = scene();
    set.upgrade('rr-orders-1', '5.6');
    set.now = noon + 31 * 24 * 60 * minute;
    expect(statuses(set)).toEqual([]);
  });

  it('wants a time range, pages of 10 to 100, and at most 30 ids', () => {
    const set = scene();
    const code = (parameters: Record<string, unknown>): unknown =>
      set.call('DescribeHistoryTasks', parameters)['Code'];
    expect(code({ ToStartTime: month.ToStartTime })).toBe('MissingFromStartTime');
    expect(code({ FromStartTime: month.FromStartTime })).toBe('MissingToStartTime');
    expect(code({ ...month, FromStartTime: 'yesterday' })).toBe('InvalidStartTime.Malformed');
    expect(code({ ...month, PageSize: 9 })).toBe('InvalidPageSize.Malformed');
    expect(code({ ...month, PageSize: 101 })).toBe('InvalidPageSize.Malformed');
    expect(code({ ...month, InstanceId: ids(30) })).toBeUndefined();
    expect(code({ ...month, InstanceId: ids(31) })).toBe('Parameters.Invalid');
  });
});
