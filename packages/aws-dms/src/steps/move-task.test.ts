import type { StepMemory, StepState } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import type { ReplicationTask } from '../observe/resources.ts';
import type { AwsDms } from '../provider.ts';
import type { DmsNote } from './note.ts';
import type { MoveTaskStep } from './step.ts';
import {
  accepted,
  context,
  instanceArn,
  memory,
  minute,
  snapshot,
  start,
  stepOf,
  task,
} from '../testing/samples.ts';
import { moveTask } from './move-task.ts';

const newArn = `${instanceArn}NEW`;
const resting = task({
  status: 'stopped',
  stopReason: 'NORMAL',
  checkpoint: 'checkpoint:1',
  stopDate: start,
});
const step: MoveTaskStep = {
  kind: 'move-task',
  region: 'us-east-1',
  taskArn: resting.arn,
  identifier: resting.identifier,
  instanceArn,
  target: { instanceId: 'orders-3-6-1', createStep: 'create' },
  stopStep: 'stop',
  withoutCheckpoint: 'refuse',
  wayOn: {
    migrationType: 'cdc',
    sourceEndpointArn: 'arn:source',
    targetEndpointArn: 'arn:target',
    postgresql: { slotName: 'slot_1' },
  },
};

interface Told {
  readonly own?: StepMemory<AwsDms>;
  readonly stop?: StepState;
  readonly stopped?: DmsNote['stopped'];
  readonly step?: Partial<MoveTaskStep>;
  readonly at?: number;
}

function decide(seen: ReplicationTask | undefined, told: Told = {}) {
  const memories = {
    create: memory({ state: 'done', note: { created: newArn } }),
    stop: memory({
      state: told.stop ?? 'done',
      ...(told.stopped ? { note: { stopped: told.stopped } } : {}),
    }),
  };
  const look = snapshot({ tasks: seen ? [seen] : [] }, told.at ?? start);
  const input = { ...step, ...told.step };
  return moveTask.decide(stepOf(input), look, told.own ?? memory(), context(memories));
}

const refused = (answer: 'busy' | 'rejected', busyRefusals: number, refusals = busyRefusals) =>
  accepted({
    refusals,
    busyRefusals,
    answer: { answer, at: start, error: { kind: 'rejected', message: 'cannot be moved' } },
  });

describe('the move of a task', () => {
  it('keeps its checkpoint with the intent', () => {
    const verdict = decide(resting);
    expect(verdict).toMatchObject({
      verdict: 'act',
      call: { operation: 'MoveReplicationTask', input: { TargetReplicationInstanceArn: newArn } },
      note: { stopped: { checkpoint: 'checkpoint:1' } },
    });
  });

  it('is not begun without a checkpoint, unless that is allowed', () => {
    const without = task({ status: 'stopped', stopDate: start });
    expect(decide(without)).toMatchObject({ verdict: 'fail' });
    expect(decide(without, { step: { withoutCheckpoint: 'move' } })).toMatchObject({ verdict: 'act' });
    expect(decide(without, { stop: 'passed' })).toMatchObject({ verdict: 'act' });
    expect(decide(without, { stopped: { seenAt: start, checkpoint: 'checkpoint:0' } })).toMatchObject({
      note: { stopped: { checkpoint: 'checkpoint:0' } },
    });
  });

  it.each(['stopped', 'ready', 'failed'])('is done once it reads the new instance and is %s', (status) => {
    const moved = { ...resting, instanceArn: newArn, status };
    expect(decide(moved, { own: accepted() })).toMatchObject({
      verdict: 'done',
      evidence: { instance: 'orders-3-6-1' },
    });
  });

  it('is not done while it is still between two states', () => {
    expect(decide({ ...resting, instanceArn: newArn, status: 'moving' }).verdict).toBe('wait');
    expect(decide({ ...resting, status: 'moving' })).toMatchObject({ verdict: 'wait', moving: true });
  });

  it('that ends in failed-move may be tried again, and names how it can go on', () => {
    const failed = { ...resting, status: 'failed-move', lastFailure: 'no storage' };
    const verdict = decide(failed, { own: accepted({ note: { statusBefore: 'stopped' } }) });
    expect(verdict).toMatchObject({ verdict: 'attempt-failed', again: true });
    expect(verdict.remedy).toContain("--cdc-start-position 'checkpoint:1' (it goes on from slot slot_1)");
    expect(verdict.remedy).toContain(`--replication-instance-arn ${newArn}`);
  });

  it.each([
    [undefined, 1, true],
    [undefined, 2, false],
    [1, 0, false],
    [5, 3, true],
    [5, 4, false],
  ])(
    'with a limit of %s, having failed %i times before, is tried again: %s',
    (moveAttempts, failures, again) => {
      const failed = { ...resting, status: 'failed-move' };
      const own = accepted({ failures, note: { statusBefore: 'stopped' } });
      expect(decide(failed, { own, step: { moveAttempts } })).toMatchObject({ again });
    },
  );

  it('is not taken for failed by a failed-move from before it', () => {
    const before = { ...resting, status: 'failed-move' };
    expect(decide(before)).toMatchObject({ verdict: 'act' });
    const own = accepted({ doubt: true, note: { statusBefore: 'failed-move' } });
    expect(decide(before, { own })).toMatchObject({ verdict: 'act' });
  });

  it('that the cloud refuses leaves a task that did not run where it is, named', () => {
    expect(decide(resting, { own: refused('busy', 1), stop: 'passed' }).verdict).toBe('act');
    const verdict = decide(resting, { own: refused('busy', 4), stop: 'passed' });
    expect(verdict).toMatchObject({ verdict: 'pass', reason: expect.stringContaining('stays where it is') });
    expect(decide(resting, { own: refused('rejected', 1), stop: 'passed' }).verdict).toBe('pass');
  });

  it('that the cloud refuses is a failure for a task that ran', () => {
    expect(decide(resting, { own: refused('busy', 4) })).toMatchObject({
      verdict: 'fail',
      error: { message: expect.stringContaining('checkpoint:1') },
    });
  });

  it('that the cloud refuses for once is tried again, however often other things kept it from being made', () => {
    expect(decide(resting, { own: refused('busy', 1, 5) }).verdict).toBe('act');
    expect(decide(resting, { own: refused('busy', 3, 19), stop: 'passed' }).verdict).toBe('act');
  });

  it('does not take a task away from where somebody else has moved or started it', () => {
    expect(decide({ ...resting, instanceArn: `${instanceArn}OTHER` })).toMatchObject({
      verdict: 'fail',
      error: {
        message: `somebody has moved task orders-cdc to ${instanceArn}OTHER; it is stopped; its checkpoint is checkpoint:1`,
      },
    });
    const running = { ...resting, status: 'running' };
    expect(decide(running).verdict).toBe('wait');
    expect(decide(running, { at: start + 2 * minute }).verdict).toBe('fail');
    expect(decide(undefined).verdict).toBe('fail');
  });
});
