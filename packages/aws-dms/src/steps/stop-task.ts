import { type Snapshot, type StepKind, type StepMemory, sightOf, type Verdict } from '@engine-upgrader/core';
import { taskNeed } from '../needs.ts';
import type { ReplicationTask } from '../observe/resources.ts';
import { taskMeaning } from '../observe/status.ts';
import type { AwsDms } from '../provider.ts';
import { checkpointText } from './checkpoint-text.ts';
import { taskEvidence } from './evidence.ts';
import { failed } from './failed.ts';
import type { DmsNote, TaskBefore } from './note.ts';
import { dateGrain, imageOf, isOlderThanRun, mayHaveTakenEffect } from './running-before.ts';
import type { DmsStep, StopTaskStep } from './step.ts';

/**
 * Stops one task that runs, and keeps how it was and its checkpoint. A task that does not run is left alone: a
 * person, or its own end, stopped it.
 */
export const stopTask: StepKind<AwsDms> = {
  kind: 'stop-task',
  // That a task has stopped after it ran cannot be an old look's story: their dates tell.
  reads: 1,
  idempotent: false,
  needs: (step) => (isStop(step.input) ? [taskNeed(step.input)] : []),
  decide: (step, snapshot, memory, context) =>
    isStop(step.input)
      ? decide({ step: step.input, snapshot, memory, settle: context.settle })
      : { verdict: 'pass', reason: 'no task to stop' },
};

function isStop(input: DmsStep): input is StopTaskStep {
  return input.kind === 'stop-task';
}

interface Deciding {
  readonly step: StopTaskStep;
  readonly snapshot: Snapshot<AwsDms>;
  readonly memory: StepMemory<AwsDms>;
  readonly settle: number;
}

function decide(input: Deciding): Verdict<AwsDms> {
  const { step, snapshot, memory } = input;
  const sight = sightOf(snapshot, `task:${step.taskArn}`);
  if (sight.sight !== 'seen' || sight.value.kind !== 'task') {
    return { verdict: 'pass', reason: `task ${step.identifier} is gone` };
  }
  const task = sight.value;
  switch (taskMeaning(task.status)) {
    case 'running':
      return askToStop(input, task);
    case 'starting':
    case 'transient': {
      const moving = task.status === 'stopping';
      const reason = `task ${step.identifier} is ${task.status}`;
      return { verdict: 'wait', reason, moving, ...(moving ? { lookAgainIn: stoppingLook } : {}) };
    }
    case 'ready':
      return notRunning(task);
    case 'stopped':
    case 'failed':
      if (isOurs(task, memory)) return stopped(input, task);
      return mayHaveTakenEffect(memory) ? perhapsOurs(task) : notRunning(task);
  }
}

/** While a task stops it is down: looks are closer together. */
const stoppingLook = 5_000;

function askToStop({ step, snapshot, memory }: Deciding, task: ReplicationTask): Verdict<AwsDms> {
  if (memory.doubt && isStartedSince(task, memory.note?.before)) return startedAgain(step);
  // While a stop may be under way, the image of the task before it stays as it is.
  const before = mayHaveTakenEffect(memory) ? memory.note?.before : undefined;
  return {
    verdict: 'act',
    call: {
      operation: 'StopReplicationTask',
      region: step.region,
      input: { ReplicationTaskArn: step.taskArn },
    },
    reason: `task ${step.identifier} is running`,
    note: { before: before ?? imageOf(task, snapshot.observedAt) },
  };
}

/** Whether it has been started since it was seen to run: both dates are the cloud's. */
function isStartedSince({ startDate }: ReplicationTask, before: TaskBefore | undefined): boolean {
  return startDate !== undefined && before?.startDate !== undefined && startDate > before.startDate;
}

/** The stop in doubt has arrived, or it was for nothing: who started the task again wants it to run. */
function startedAgain({ identifier }: StopTaskStep): Verdict<AwsDms> {
  const message = `task ${identifier} was started again after its stop was asked for; it was not stopped a second time, and nothing more was begun`;
  return failed(message);
}

/** How far the cloud's clock and this machine's may be apart. */
const clockAllowance = 5_000;

/**
 * Whether this step's own call stopped it: accepted, or, in doubt, seen under way, or a stop that is not older than
 * the call.
 */
function isOurs(task: ReplicationTask, memory: StepMemory<AwsDms>): boolean {
  if (!mayHaveTakenEffect(memory)) return false;
  if (memory.begun || (!memory.doubt && memory.answer?.answer === 'accepted')) return true;
  const asked = memory.note?.before?.seenAt;
  if (asked === undefined || task.stopDate === undefined) return true;
  return task.stopDate + dateGrain + clockAllowance > asked;
}

/** Done; where a checkpoint is to be expected and not there yet, it is waited for. */
function stopped({ step, snapshot, memory, settle }: Deciding, task: ReplicationTask): Verdict<AwsDms> {
  if (isOlderThanRun(task, memory.note?.before)) {
    const reason = `task ${step.identifier} is shown at rest from before it ran: an old look`;
    return { verdict: 'wait', reason, moving: true };
  }
  const seenAt = memory.note?.stopped?.seenAt ?? snapshot.observedAt;
  const note: DmsNote = {
    ...memory.note,
    stopped: {
      seenAt,
      ...(task.stopDate === undefined ? {} : { stopDate: task.stopDate }),
      ...(task.checkpoint === undefined ? {} : { checkpoint: task.checkpoint }),
    },
  };
  const expected = task.migrationType !== 'full-load' && task.checkpoint === undefined;
  if (expected && snapshot.observedAt - seenAt < settle) {
    const reason = `task ${step.identifier} has stopped; its checkpoint is not shown yet`;
    return { verdict: 'wait', reason, moving: true, note };
  }
  return { verdict: 'done', evidence: taskEvidence(task), note };
}

/** Only this machine's clock says that somebody else stopped it before: a person has to know of it. */
function perhapsOurs(task: ReplicationTask): Verdict<AwsDms> {
  const remedy = `it was seen running, and the answer to its stop was lost: see whether ${task.identifier} is to run, and resume it; ${checkpointText(task.checkpoint)}`;
  return { ...notRunning(task), remedy };
}

function notRunning(task: ReplicationTask): Verdict<AwsDms> {
  const why = task.stopReason === undefined ? '' : `, ${task.stopReason}`;
  const failure = task.lastFailure === undefined ? '' : `: ${task.lastFailure}`;
  const reason = `task ${task.identifier} was not running (${task.status}${why}${failure}); it is left as it is`;
  return { verdict: 'pass', reason };
}
