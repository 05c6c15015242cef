import { type StepMemory, sightOf, type UpgradeError, type Verdict } from '@engine-upgrader/core';
import { instanceKey } from '../needs.ts';
import type { ReplicationTask } from '../observe/resources.ts';
import { instanceMeaning, isOwnEnd, isTrouble } from '../observe/status.ts';
import type { AwsDms } from '../provider.ts';
import { taskEvidence } from './evidence.ts';
import { isStoppedByOthers, type Owed } from './owed.ts';
import { instanceOf, type Restoring, restText } from './restoring.ts';
import { mayHaveTakenEffect } from './running-before.ts';
import type { RestoreTaskStep } from './step.ts';

/** How many settle times DMS has to resume the tasks that it stopped itself. Unconfirmed whether it does. */
const settlesForService = 3;

export function running(
  { step, snapshot, memory, context }: Restoring,
  task: ReplicationTask,
  owed: Owed,
): Verdict<AwsDms> {
  const stop = owed.by === 'upgrader' ? owed.stops[0] : undefined;
  const isNew = memory.enteredAt !== undefined && snapshot.observedAt - memory.enteredAt < context.settle;
  if (isNew && stop !== undefined && task.startDate !== undefined && task.startDate < stop) {
    const reason = `task ${step.identifier} is shown as running since before it was stopped: an old look`;
    return { verdict: 'wait', reason, moving: false };
  }
  const { checkpoint } = owed;
  return {
    verdict: 'done',
    evidence: taskEvidence(task),
    ...(checkpoint === undefined ? {} : { reason: `proved; it had rested at ${checkpoint}` }),
  };
}

export function stopped(input: Restoring, task: ReplicationTask, owed: Owed): Verdict<AwsDms> {
  const { step, memory, snapshot } = input;
  if (isOwnEnd(task.stopReason)) return { verdict: 'done', evidence: taskEvidence(task) };
  if (hasStoppedAgain(task, memory)) {
    if (isTrouble(task.stopReason)) return attemptFailed(input, task, owed);
    const reason = `task ${step.identifier} was resumed, and somebody stopped it again (${task.stopReason ?? 'no reason given'})`;
    return { verdict: 'pass', reason };
  }
  if (!memory.intent && isStoppedByOthers(task, owed) && !isJustMoved(input, task, owed)) {
    const reason = `somebody stopped task ${step.identifier} meanwhile; it is left stopped`;
    return { verdict: 'pass', reason };
  }
  const until = (memory.enteredAt ?? 0) + settlesForService * input.context.settle;
  if (owed.by === 'service' && snapshot.observedAt < until && !memory.intent) {
    const reason = `DMS stopped task ${step.identifier} and has time to resume it`;
    return { verdict: 'wait', reason, moving: false, until };
  }
  return resume(input, task, owed);
}

/** A task that was moved and has not started since: whatever its dates say, the stop is this run's. */
function isJustMoved({ step }: Restoring, task: ReplicationTask, owed: Owed): boolean {
  if (!step.moved || task.instanceArn === step.instanceArn) return false;
  const [stop] = owed.stops;
  return task.startDate === undefined || stop === undefined || task.startDate <= stop;
}

export function failed(input: Restoring, task: ReplicationTask, owed: Owed): Verdict<AwsDms> {
  return hasStoppedAgain(task, input.memory) ? attemptFailed(input, task, owed) : resume(input, task, owed);
}

/**
 * Whether it came to rest after this step's own call took effect: at another stop than that from which it was to
 * resume, by the cloud's dates.
 */
function hasStoppedAgain(task: ReplicationTask, memory: StepMemory<AwsDms>): boolean {
  const { intent, note } = memory;
  if (!intent || !mayHaveTakenEffect(memory)) return false;
  if (task.stopDate === undefined) return memory.begun;
  const last = note?.failedAttempt;
  const restedAt = last && last.attempt < intent.attempt ? last.stopDate : note?.restingSince;
  return task.stopDate !== restedAt;
}

function resume(input: Restoring, task: ReplicationTask, owed: Owed): Verdict<AwsDms> {
  const { step, snapshot, memory } = input;
  const instanceId = instanceOf(input, task) ?? step.instanceId;
  if (memory.answer?.answer === 'rejected' && !memory.doubt) {
    return { verdict: 'fail', error: withCheckpoint(memory.answer.error, step, task, owed) };
  }
  if (memory.begun) {
    const reason = `task ${step.identifier} had begun to start and is shown as ${task.status} since before: an old look`;
    return { verdict: 'wait', reason, moving: true };
  }
  const sight = sightOf(snapshot, instanceKey(step.region, instanceId));
  const status = sight.sight === 'seen' && sight.value.kind === 'instance' ? sight.value.status : 'gone';
  switch (instanceMeaning(status)) {
    case 'available':
      break;
    case 'upgrading':
    case 'transient':
      return {
        verdict: 'wait',
        reason: `${instanceId} is ${status}; its tasks wait for it`,
        moving: false,
      };
    case 'gone':
    case 'bad': {
      const reason = `task ${step.identifier} ran and cannot be resumed while ${instanceId} is ${status}; ${restText(task, owed)}`;
      return {
        verdict: 'operator',
        reason,
        remedy: 'bring the replication instance back to available, then resume',
      };
    }
  }
  return {
    verdict: 'act',
    call: {
      operation: 'StartReplicationTask',
      region: step.region,
      input: { ReplicationTaskArn: step.taskArn, StartReplicationTaskType: 'resume-processing' },
    },
    reason: `task ${step.identifier} ran before and is ${task.status}`,
    ...(mayHaveTakenEffect(memory) || task.stopDate === undefined
      ? {}
      : { note: { ...memory.note, restingSince: task.stopDate } }),
  };
}

function attemptFailed({ step, memory }: Restoring, task: ReplicationTask, owed: Owed): Verdict<AwsDms> {
  const why = task.lastFailure ?? task.stopReason ?? 'no reason given';
  const message = `task ${step.identifier} ran before, was resumed and is ${task.status}: ${why}; ${restText(task, owed)}`;
  const failedAttempt = { attempt: memory.intent?.attempt ?? 1, stopDate: task.stopDate };
  const note = { ...memory.note, failedAttempt };
  return { verdict: 'attempt-failed', error: { kind: 'upgrade-failed', message }, again: true, note };
}

function withCheckpoint(
  error: UpgradeError,
  step: RestoreTaskStep,
  task: ReplicationTask,
  owed: Owed,
): UpgradeError {
  const message = `task ${step.identifier} ran before and could not be resumed: ${error.message}; ${restText(task, owed)}`;
  return { ...error, message };
}
