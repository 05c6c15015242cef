import type { StepContext, StepMemory } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import type { AwsDms } from '../provider.ts';
import type { RestoreTaskStep } from './step.ts';
import {
  accepted,
  context,
  instance,
  instanceArn,
  memory,
  minute,
  snapshot,
  start,
  stepOf,
  task,
} from '../testing/samples.ts';
import { restoreTask } from './restore-task.ts';

const { arn } = task();
const input: RestoreTaskStep = {
  kind: 'restore-task',
  region: 'us-east-1',
  taskArn: arn,
  identifier: 'orders-cdc',
  instanceArn,
  instanceId: 'orders',
  stopStep: 'stop/orders-cdc',
  upgradeSteps: ['3.6.1/upgrade'],
};
const image = {
  taskArn: arn,
  identifier: 'orders-cdc',
  status: 'running',
  migrationType: 'cdc',
  seenAt: start,
};
const stopDate = start + minute;
const byUs = accepted({
  state: 'done',
  note: { before: image, stopped: { seenAt: stopDate, stopDate, checkpoint: 'cp' } },
});
const byService = accepted({
  state: 'done',
  note: { askedAt: start, ran: [{ ...image, stopDate }], left: true },
});
const upgraded = {
  'stop/orders-cdc': byUs,
  '3.6.1/upgrade': accepted({ state: 'done', note: { ran: [], left: true } }),
};
const leftToService = { '3.6.1/upgrade': byService };
const stopped = { status: 'stopped', stopReason: 'NORMAL', stopDate };

function decide(
  seen: Parameters<typeof task>[0],
  memories: Readonly<Record<string, StepMemory<AwsDms>>> = upgraded,
  known = memory({ enteredAt: start + 20 * minute }),
  status = 'available',
  at = start + 30 * minute,
  plan = plannedAs('running'),
) {
  const look = snapshot({ instance: instance({ status }), tasks: [task(seen)] }, at);
  return restoreTask.decide(stepOf(input), look, known, { ...context(memories), plan });
}

/** The plan, where the task was in a status when it was made. */
function plannedAs(status: string): StepContext<AwsDms>['plan'] {
  const { plan } = context();
  const members = plan.members.map((member) =>
    member.before['arn'] === arn ? { ...member, before: { ...member.before, status } } : member,
  );
  return { ...plan, members };
}

describe('restoring a task', () => {
  it('resumes one that ran; never anything but a resume', () => {
    expect(decide(stopped)).toMatchObject({
      verdict: 'act',
      call: { operation: 'StartReplicationTask', input: { StartReplicationTaskType: 'resume-processing' } },
    });
  });

  it('is done when it runs, or has come to its own end', () => {
    expect(decide({ status: 'running', startDate: start + 25 * minute })).toMatchObject({ verdict: 'done' });
    const finished = { ...stopped, stopReason: 'FULL_LOAD_ONLY_FINISHED', stopDate: start + 26 * minute };
    expect(decide(finished, upgraded, accepted({ enteredAt: start + 20 * minute }))).toMatchObject({
      verdict: 'done',
    });
  });

  it.each([
    ['ready', {}],
    ['stopped', { stopReason: 'NORMAL' }],
    ['stopped', { stopReason: 'FULL_LOAD_ONLY_FINISHED' }],
    ['failed', { lastFailure: 'no route', checkpoint: 'cp-failed' }],
  ])('leaves one that did not run as it is: %s %o', (status, fields) => {
    const passed = { 'stop/orders-cdc': memory({ state: 'passed' }) };
    expect(decide({ status, ...fields }, passed)).toMatchObject({ verdict: 'pass' });
    expect(decide({ status, ...fields }, {})).toMatchObject({ verdict: 'pass' });
  });

  it('names one that ran when the plan was made and was stopped by nobody knows whom, with its checkpoint', () => {
    const resting = { ...stopped, checkpoint: 'cp-2' };
    expect(decide(resting, {})).toMatchObject({
      verdict: 'pass',
      reason: expect.stringContaining('cp-2') as string,
      remedy: 'see whether orders-cdc is to run, and resume it',
    });
    expect(decide({ ...stopped, stopReason: 'FULL_LOAD_ONLY_FINISHED' }, {})).not.toHaveProperty('remedy');
    const rested = plannedAs('stopped');
    expect(decide(resting, {}, undefined, undefined, undefined, rested)).not.toHaveProperty('remedy');
  });

  it('restores also when the upgrade never began', () => {
    const cancelled = { 'stop/orders-cdc': byUs, '3.6.1/upgrade': memory({ state: 'dropped' }) };
    expect(decide(stopped, cancelled)).toMatchObject({ verdict: 'act' });
  });

  it('waits for the instance, and asks an operator where it will not come back by itself', () => {
    expect(decide(stopped, upgraded, memory(), 'upgrading')).toMatchObject({ verdict: 'wait' });
    const stuck = decide(stopped, upgraded, memory(), 'storage-full');
    expect(stuck).toMatchObject({ verdict: 'operator' });
    expect(stuck).toHaveProperty('reason', expect.stringContaining('cp'));
  });

  it('gives DMS time to resume what DMS stopped, then resumes the stragglers', () => {
    const known = memory({ enteredAt: start + 20 * minute });
    expect(decide(stopped, leftToService, known, 'available', start + 21 * minute)).toMatchObject({
      verdict: 'wait',
    });
    expect(decide(stopped, leftToService, known, 'available', start + 30 * minute)).toMatchObject({
      verdict: 'act',
    });
  });

  it('leaves one that somebody stopped after it had been stopped for the upgrade', () => {
    const again = { ...stopped, stopDate: start + 25 * minute };
    expect(decide(again)).toMatchObject({ verdict: 'pass' });
    expect(decide(again, leftToService)).toMatchObject({ verdict: 'pass' });
  });

  it('leaves one that somebody moved away where it is, named with its checkpoint unless it runs there', () => {
    const away = { ...stopped, instanceArn: `${instanceArn}OTHER` };
    expect(decide(away)).toMatchObject({
      verdict: 'pass',
      reason: `somebody has moved task orders-cdc to ${instanceArn}OTHER; it is stopped; its checkpoint is cp`,
      remedy: 'it ran before: see whether orders-cdc is to run there, and resume it',
    });
    expect(decide({ ...away, checkpoint: 'cp-3' }).remedy).toBeDefined();
    expect(decide({ ...away, checkpoint: 'cp-3' })).toHaveProperty('reason', expect.stringContaining('cp-3'));
    for (const settled of [{ status: 'running' }, { ...stopped, stopReason: 'FULL_LOAD_ONLY_FINISHED' }]) {
      const verdict = decide({ ...away, ...settled });
      expect(verdict.verdict).toBe('pass');
      expect(verdict).not.toHaveProperty('remedy');
    }
  });

  it('tries a task that fails after its resume once more, then fails and names its checkpoint', () => {
    const sent = accepted({ note: { restingSince: stopDate }, begun: true }, start + 21 * minute);
    const failed = {
      status: 'failed',
      lastFailure: 'no route',
      stopDate: start + 22 * minute,
      checkpoint: 'cp-2',
    };
    const first = decide(failed, upgraded, sent);
    expect(first).toMatchObject({ verdict: 'attempt-failed', again: true });
    expect(first).toHaveProperty('error.message', expect.stringContaining('cp-2'));
    expect(restoreTask.attempts).toBe(2);
    const intent = sent.intent && { ...sent.intent, attempt: 2 };
    const second = accepted({ ...(intent ? { intent } : {}), note: first.note ?? {} });
    // The second attempt has not failed before the task comes to rest anew.
    expect(decide(failed, upgraded, second)).toMatchObject({ verdict: 'act' });
    const anew = decide({ ...failed, stopDate: start + 24 * minute }, upgraded, second);
    expect(anew).toMatchObject({ verdict: 'attempt-failed' });
  });

  it('fails with the checkpoint where the cloud refuses the resume for good', () => {
    const rejected = { answer: 'rejected', error: { kind: 'rejected', message: 'no' }, at: start } as const;
    const verdict = decide(stopped, upgraded, accepted({ answer: rejected }));
    expect(verdict).toMatchObject({ verdict: 'fail' });
    expect(verdict).toHaveProperty('error.message', expect.stringContaining('cp'));
  });

  it('fails with the checkpoint where the task is gone', () => {
    const look = snapshot({ instance: instance(), tasks: [] });
    const verdict = restoreTask.decide(stepOf(input), look, memory(), context(upgraded));
    expect(verdict).toMatchObject({ verdict: 'fail', error: { kind: 'not-found' } });
  });
});
