import { describe, expect, test } from 'vitest';
import { type Scene, minute, pair, scene } from '../testing/dms-scene.ts';

const on = (s: Scene, task = 'task-1'): { ReplicationTaskArn: string } => ({
  ReplicationTaskArn: s.taskArn(task),
});

function start(s: Scene, StartReplicationTaskType: string, task = 'task-1', more: object = {}): string {
  return s.code('StartReplicationTask', { ...on(s, task), StartReplicationTaskType, ...more });
}

function stopped(status = 'running', more: object = {}, options: Parameters<typeof scene>[0] = {}): Scene {
  return scene({ fleet: pair([{ status, ...more }]), ...options });
}

describe('stopping', () => {
  test('goes over stopping to stopped, with reason, checkpoint and date', () => {
    const s = stopped();
    const before = s.dms.truth.task('task-1')?.RecoveryCheckpoint;
    expect(s.call('StopReplicationTask', on(s))['ReplicationTask']).toMatchObject({ Status: 'stopping' });
    expect(s.dms.truth.task('task-1')?.RecoveryCheckpoint).toBe(before);
    s.pass(2 * minute);
    const task = s.dms.truth.task('task-1');
    expect(task).toMatchObject({ Status: 'stopped', StopReason: 'Stop Reason NORMAL' });
    expect(task?.RecoveryCheckpoint).toMatch(/^checkpoint:/);
    expect(task?.RecoveryCheckpoint).not.toBe(before);
    expect(task?.ReplicationTaskStats?.StopDate).toBeGreaterThan(s.now / 1_000 - 120);
  });

  test.each(['stopped', 'ready', 'failed', 'starting'])(
    'a task that is %s is currently not running',
    (status) => {
      const s = stopped(status);
      expect(s.code('StopReplicationTask', on(s))).toBe('InvalidResourceStateFault');
      expect(s.message('StopReplicationTask', on(s))).toContain('is currently not running');
    },
  );

  test('the checkpoint can stay empty, by switch', () => {
    const s = stopped('ready', {}, { switches: { checkpoint: 'empty' } });
    start(s, 'start-replication');
    s.pass(5 * minute);
    s.call('StopReplicationTask', on(s));
    s.pass(5 * minute);
    expect(s.dms.truth.task('task-1')).toMatchObject({ Status: 'stopped' });
    expect(s.dms.truth.task('task-1')?.RecoveryCheckpoint).toBeUndefined();
  });
});

describe('starting', () => {
  test('goes over starting to running', () => {
    const s = stopped('stopped');
    expect(start(s, 'resume-processing')).toBe('OK');
    expect(s.dms.truth.task('task-1')?.Status).toBe('starting');
    s.pass(2 * minute);
    expect(s.dms.truth.task('task-1')?.Status).toBe('running');
  });

  test.each([
    ['ready', 'resume-processing', 'InvalidParameterCombinationException'],
    ['ready', 'reload-target', 'InvalidParameterCombinationException'],
    ['ready', 'start-replication', 'OK'],
    ['stopped', 'resume-processing', 'OK'],
    ['stopped', 'begin', 'InvalidParameterValueException'],
    ['failed', 'resume-processing', 'OK'],
    ['failed-move', 'resume-processing', 'OK'],
    ['running', 'resume-processing', 'InvalidResourceStateFault'],
    ['moving', 'resume-processing', 'InvalidResourceStateFault'],
  ])('a task that is %s with %s: %s', (status, type, code) => {
    expect(start(stopped(status), type)).toBe(code);
  });

  test('start-replication is for the first run of a task that loads', () => {
    const s = stopped('stopped', { migrationType: 'full-load-and-cdc' });
    expect(
      s.message('StartReplicationTask', { ...on(s), StartReplicationTaskType: 'start-replication' }),
    ).toBe('Start Type : START_REPLICATION, valid only for tasks running for the first time');
  });

  test('a restart creates the PostgreSQL slot again, a resume does not', () => {
    const resumed = stopped('stopped');
    start(resumed, 'resume-processing');
    expect(resumed.dms.truth.task('task-1')?.slotsCreated).toBe(1);
    const restarted = stopped('stopped');
    start(restarted, 'start-replication');
    expect(restarted.dms.truth.task('task-1')?.slotsCreated).toBe(2);
    const first = stopped('ready');
    start(first, 'start-replication');
    expect(first.dms.truth.task('task-1')?.slotsCreated).toBe(1);
  });

  test('a slot that waited too long has overflowed: the task fails', () => {
    const from = { identifier: 'from', type: 'source', engine: 'postgres', slotLastsMinutes: 60 } as const;
    const to = { identifier: 'to', type: 'target', engine: 's3' } as const;
    const s = scene({ fleet: pair([{ status: 'stopped' }], { endpoints: [from, to] }) });
    s.pass(61 * minute);
    start(s, 'resume-processing');
    s.pass(2 * minute);
    expect(s.dms.truth.task('task-1')).toMatchObject({ Status: 'failed' });
    expect(s.dms.truth.task('task-1')?.LastFailureMessage).toContain('max_slot_wal_keep_size');
  });

  test('a tiny task is stopped without ever running', () => {
    const s = stopped('ready', { tiny: true, migrationType: 'full-load' });
    start(s, 'start-replication');
    s.pass(3 * minute);
    expect(s.dms.truth.task('task-1')?.StopReason).toBe('Stop Reason FULL_LOAD_ONLY_FINISHED');
    expect(s.effects('task-1')).toEqual(['task-starting', 'task-stopped']);
  });

  test('CdcStartTime and CdcStartPosition exclude each other', () => {
    const both = { CdcStartTime: 1, CdcStartPosition: 'checkpoint:V1#27' };
    expect(start(stopped('stopped'), 'start-replication', 'task-1', both)).toBe(
      'InvalidParameterCombinationException',
    );
  });

  test('a CDC start position needs a slot name with a PostgreSQL source', () => {
    const s = stopped('ready');
    start(s, 'start-replication', 'task-1', { CdcStartPosition: '4AF/B00000D0' });
    s.pass(3 * minute);
    expect(s.dms.truth.task('task-1')).toMatchObject({ Status: 'failed' });
  });

  test('it needs a successful connection test, by switch', () => {
    const fleet = pair([{ status: 'stopped' }], {
      connections: [{ instance: 'old', endpoint: 'to', status: 'failed' }],
    });
    expect(start(scene({ fleet }), 'resume-processing')).toBe('InvalidResourceStateFault');
    expect(start(scene({ fleet, switches: { startNeedsConnection: false } }), 'resume-processing')).toBe(
      'OK',
    );
  });

  test('it is refused while the instance is not available', () => {
    const s = stopped('stopped');
    s.dms.inject.setInstanceStatus('old', 'upgrading');
    expect(start(s, 'resume-processing')).toBe('InvalidResourceStateFault');
  });

  test('it can fail, at once or after a while, when that is injected', () => {
    const s = stopped('stopped');
    s.dms.inject.failStart('task-1');
    start(s, 'resume-processing');
    s.pass(2 * minute);
    expect(s.dms.truth.task('task-1')?.Status).toBe('failed');
    s.dms.inject.failAfterResume('task-1', 10 * minute);
    start(s, 'resume-processing');
    s.pass(2 * minute);
    expect(s.dms.truth.task('task-1')?.Status).toBe('running');
    s.pass(11 * minute);
    expect(s.dms.truth.task('task-1')?.Status).toBe('failed');
  });
});

const move = (s: Scene, target = 'new', task = 'task-1'): string =>
  s.code('MoveReplicationTask', { ...on(s, task), TargetReplicationInstanceArn: s.arn(target) });

describe('moving', () => {
  test('shows the target while it moves, then the new instance and stopped, with slot and checkpoint kept', () => {
    const s = stopped('stopped');
    const checkpoint = s.dms.truth.task('task-1')?.RecoveryCheckpoint;
    expect(move(s)).toBe('OK');
    expect(s.dms.truth.task('task-1')).toMatchObject({
      Status: 'moving',
      ReplicationInstanceArn: s.arn('old'),
      TargetReplicationInstanceArn: s.arn('new'),
    });
    s.pass(5 * minute);
    const task = s.dms.truth.task('task-1');
    expect(task).toMatchObject({
      Status: 'stopped',
      ReplicationInstanceArn: s.arn('new'),
      RecoveryCheckpoint: checkpoint,
      slotsCreated: 1,
    });
    expect(task).not.toHaveProperty('TargetReplicationInstanceArn');
    expect(start(s, 'resume-processing')).toBe('OK');
  });

  test.each(['running', 'starting', 'moving', 'testing'])('a task that is %s is not moved', (status) => {
    expect(move(stopped(status))).toBe('InvalidResourceStateFault');
  });

  test('a task that never ran is moved or not, by switch, and stays ready', () => {
    expect(move(stopped('ready', {}, { switches: { movesNeverRunTask: false } }))).toBe(
      'InvalidResourceStateFault',
    );
    const s = stopped('ready');
    expect(move(s)).toBe('OK');
    s.pass(5 * minute);
    expect(s.dms.truth.task('task-1')).toMatchObject({
      Status: 'ready',
      ReplicationInstanceArn: s.arn('new'),
    });
  });

  test('a task that had failed is failed or stopped afterwards, by switch', () => {
    const s = stopped('failed', {}, { switches: { movedFailedTask: 'failed' } });
    move(s);
    s.pass(5 * minute);
    expect(s.dms.truth.task('task-1')).toMatchObject({
      Status: 'failed',
      ReplicationInstanceArn: s.arn('new'),
    });
  });

  test('there is no moving back to a lower version, nor to where the task is', () => {
    const s = stopped('stopped');
    expect(move(s, 'old')).toBe('InvalidResourceStateFault');
    move(s);
    s.pass(5 * minute);
    expect(move(s, 'old')).toBe('InvalidResourceStateFault');
  });

  test('another region’s instance is not found, one that is not available not accepted', () => {
    const s = stopped('stopped');
    const TargetReplicationInstanceArn = s.arn('new').replace('us-east-1', 'eu-west-1');
    expect(s.code('MoveReplicationTask', { ...on(s), TargetReplicationInstanceArn })).toBe(
      'ResourceNotFoundFault',
    );
    s.dms.inject.setInstanceStatus('new', 'modifying');
    expect(move(s)).toBe('InvalidResourceStateFault');
  });

  test('too little storage on the target ends in failed-move, from where it can resume or move again', () => {
    const s = stopped('stopped', { storage: 100 });
    move(s);
    s.pass(5 * minute);
    const failed = s.dms.truth.task('task-1');
    expect(failed).toMatchObject({ Status: 'failed-move', ReplicationInstanceArn: s.arn('old') });
    expect(failed?.LastFailureMessage).toContain('storage');
    expect(move(s)).toBe('OK');
    s.pass(5 * minute);
    expect(start(s, 'resume-processing')).toBe('OK');
  });

  test('it fails as often as is injected', () => {
    const once = stopped('stopped', { movesFail: 1 });
    const always = stopped('stopped', { movesFail: 'always' });
    for (const s of [once, always]) {
      move(s);
      s.pass(5 * minute);
      expect(s.dms.truth.task('task-1')?.Status).toBe('failed-move');
      move(s);
      s.pass(5 * minute);
    }
    expect(once.dms.truth.task('task-1')?.Status).toBe('stopped');
    expect(always.dms.truth.task('task-1')?.Status).toBe('failed-move');
  });

  test('quotas of the target are kept', () => {
    const s = stopped('stopped');
    s.dms.inject.setQuota('us-east-1', 'TasksPerInstance', 0);
    expect(move(s)).toBe('ResourceQuotaExceededFault');
  });

  test('while it moves, it can only be deleted', () => {
    const s = stopped('stopped');
    move(s);
    expect(start(s, 'resume-processing')).toBe('InvalidResourceStateFault');
    expect(s.code('StopReplicationTask', on(s))).toBe('InvalidResourceStateFault');
    expect(s.code('DeleteReplicationTask', on(s))).toBe('OK');
    s.pass(10 * minute);
    expect(s.dms.truth.tasks('us-east-1')).toEqual([]);
  });
});

const create = (s: Scene, more: object = {}): string =>
  s.code('CreateReplicationTask', {
    ReplicationTaskIdentifier: 'Again',
    SourceEndpointArn: s.endpointArn('from'),
    TargetEndpointArn: s.endpointArn('to'),
    ReplicationInstanceArn: s.arn('old'),
    MigrationType: 'cdc',
    TableMappings: '{"rules":[]}',
    Tags: [{ Key: 'plan', Value: '1' }],
    ...more,
  });

describe('creating and deleting', () => {
  test('a new task is creating, then ready, with its tags', () => {
    const s = stopped();
    expect(create(s)).toBe('OK');
    expect(s.dms.truth.task('again')?.Status).toBe('creating');
    s.pass(minute);
    expect(s.dms.truth.task('again')?.Status).toBe('ready');
    const tags = s.call('ListTagsForResource', { ResourceArn: s.taskArn('again') });
    expect(tags).toEqual({ TagList: [{ Key: 'plan', Value: '1' }] });
  });

  test.each([
    [{ ReplicationTaskIdentifier: 'task-1' }, 'ResourceAlreadyExistsFault'],
    [{ ReplicationTaskIdentifier: '1' }, 'InvalidParameterValueException'],
    [{ MigrationType: 'some' }, 'InvalidParameterValueException'],
    [{ TableMappings: '{' }, 'InvalidParameterValueException'],
    [{ SourceEndpointArn: 'arn:aws:dms:us-east-1:123456789012:endpoint:NONE' }, 'ResourceNotFoundFault'],
    [{ Tags: [{ Key: 'aws:own' }] }, 'InvalidParameterValueException'],
  ])('%j: %s', (more, code) => {
    expect(create(stopped(), more)).toBe(code);
  });

  test('a running task cannot be deleted, a stopped one is gone with its checkpoint', () => {
    expect(stopped('running').code('DeleteReplicationTask', on(stopped('running')))).toBe(
      'InvalidResourceStateFault',
    );
    const s = stopped('stopped');
    s.call('DeleteReplicationTask', on(s));
    s.pass(minute);
    const Filters = [{ Name: 'replication-task-id', Values: ['task-1'] }];
    expect(s.code('DescribeReplicationTasks', { Filters })).toBe('ResourceNotFoundFault');
  });
});
