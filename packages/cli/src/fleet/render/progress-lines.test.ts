import type { FleetProgress, InstanceProgress, InstanceState } from '@engine-upgrader/core/fleet';
import { expect, test } from 'vitest';
import { noStyle } from '../../render/style.ts';
import { progressLines } from './progress-lines.ts';
import { summaryText } from './summary-text.ts';

function instances(count: number, state: InstanceState, reason?: string): InstanceProgress[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `production:alibaba-rds://cn-hangzhou/rm-${state}-${index}`,
    reference: `alibaba-rds://cn-hangzhou/rm-${state}-${index}`,
    wave: 'others',
    state,
    ...(reason === undefined ? {} : { reason }),
  }));
}

/** A thousand instances in the middle of their upgrade, failures first as core orders them. */
function standing(failed: number, running: number, waves = 3): FleetProgress {
  const waiting = 1_000 - failed - running;
  return {
    fleetRunId: 'f'.repeat(32),
    name: 'nightly',
    state: 'running',
    counts: { failed, running, waiting },
    waves: Array.from({ length: waves }, (_, index) => ({
      name: `wave ${index + 1}`,
      state: index === 0 ? 'over' : index === 1 ? 'running' : 'waiting',
      counts: {},
      instances: 1,
    })),
    instances: [
      ...instances(failed, 'failed', 'the disk is full'),
      ...instances(running, 'running', 'waits for the maintenance window'),
      ...instances(waiting, 'waiting'),
    ],
    problems: {},
    startedAt: 0,
    nextLookAt: 0,
    timeLeft: 3_600_000,
  };
}

test.each([
  [0, 10, 20],
  [3, 100, 20],
  [400, 100, 20],
  [400, 100, 60],
  [1_000, 0, 20],
  [5, 5, 1],
])('with %i failed and %i running of 1,000, it fits into %i lines', (failed, running, room) => {
  const lines = progressLines(standing(failed, running, 40), room, noStyle);
  const head = 12;
  expect(lines.length).toBeLessThanOrEqual(Math.max(room, head));
});

test('failures are before what is under way, each with why; what does not fit is counted', () => {
  const lines = progressLines(standing(400, 100), 20, noStyle);
  const failures = lines.filter((line) => line.startsWith('✖'));
  const active = lines.filter((line) => line.startsWith('▸'));
  expect(failures.length).toBeGreaterThan(active.length);
  expect(active.length).toBeGreaterThan(0);
  expect(lines.indexOf(failures.at(-1) ?? '')).toBeLessThan(lines.indexOf(active[0] ?? ''));
  expect(failures[0]).toContain('the disk is full');
  expect(active[0]).toContain('waits for the maintenance window');
  const counted = lines.flatMap((line) => /^… and (\d+) more/.exec(line)?.[1] ?? []);
  expect(counted.map(Number)).toEqual([400 - failures.length, 100 - active.length]);
});

test('a wave that is under way is shown, however many there are', () => {
  const text = progressLines(standing(0, 10, 40), 30, noStyle).join('\n');
  expect(text).toContain('wave 2');
  expect(text).toMatch(/and \d+ more waves/);
});

test('what keeps a scope from going on is shown', () => {
  const problem = { kind: 'throttled', message: 'the cloud asked to slow down' } as const;
  const progress = { ...standing(0, 1), problems: { 'aws-dms/production/us-east-1': problem } };
  expect(progressLines(progress, 20, noStyle).join('\n')).toContain(
    '! aws-dms/production/us-east-1: the cloud asked to slow down',
  );
});

test('the summary of 1,000 instances is one that can be read', () => {
  const text = summaryText({ ...standing(400, 0), state: 'ended', endedAt: 7_200_000 }, noStyle);
  expect(text.split('\n').length).toBeLessThan(80);
  expect(text).toContain('in 2 h');
  expect(text).toContain('400 failed, 600 waiting');
});
