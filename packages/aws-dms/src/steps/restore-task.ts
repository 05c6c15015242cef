import {
  type Snapshot,
  type StepContext,
  type StepKind,
  type StepMemory,
  sightOf,
  type UpgradeError,
  type Verdict,
} from '@engine-upgrader/core';
import { instanceKey, instanceNeed, taskKey, taskNeed } from '../needs.ts';
import type { ReplicationTask } from '../observe/resources.ts';
import { instanceMeaning, isOwnEnd, isTrouble, taskMeaning } from '../observe/status.ts';
import type { AwsDms, DmsStep, RestoreTaskStep } from '../provider.ts';
import { taskEvidence } from './evidence.ts';
import { movedAway } from './moved-away.ts';
import { isStoppedByOthers, type Owed, owedTo } from './owed.ts';
import { mayHaveTakenEffect } from './running-before.ts';
import { targetArn } from './target-arn.ts';

/** How many settle times DMS has to resume the tasks that it stopped itself. Unconfirmed whether it does. */
const settlesForService = 3;

/**
 * Puts one task back as it was: one that ran is resumed, unless DMS has done so; all others are left as they are.
 * Never a restart: a restart recreates the slot of a PostgreSQL source, a resume does not.
 */
export const restoreTask: StepKind<AwsDms> = {
  kind: 'restore-task',
  // A task that fails after its resume may be resumed once more.
  attempts: 2,
  idempotent: false,
  needs: ({ input }) => (isRestore(input) ? needsOf(input) : []),
  decide: ({ input }, snapshot, memory, context) =>
    isRestore(input)
      ? decide({ step: input, snapshot, memory, context, owed: owedTo(input, context) })
      : { verdict: 'pass', reason: 'no task to restore' },
};

function isRestore(input: DmsStep): input is RestoreTaskStep {
  return input.kind === 'restore-task';
}

function needsOf(step: RestoreTaskStep): readonly AwsDms['need'][] {
  const { region, instanceId, taskArn, moved } = step;
  const own = instanceNeed(region, instanceId);
  if (!moved) return [own, taskNeed(step)];
  return [own, instanceNeed(region, moved.target.instanceId), taskNeed({ region, taskArn })];
}

interface Deciding {
  readonly step: RestoreTaskStep;
  readonly snapshot: Snapshot<AwsDms>;
  readonly memory: StepMemory<AwsDms>;
  readonly context: StepContext<AwsDms>;
  readonly owed: Owed | undefined;
}

function decide(input: Deciding): Verdict<AwsDms> {
  const { step, snapshot, owed } = input;
  const sight = sightOf(snapshot, taskKey(step.taskArn));
  const task = sight.sight === 'seen' && sight.value.kind === 'task' ? sight.value : undefined;
  if (!owed) return left(input, task);
  if (!task) return { verdict: 'fail', error: gone(step, owed) };
  if (instanceOf(input, task) === undefined) return leftAway(task, owed);
  const kept = leftStopped(input, task, owed);
  if (kept) return kept;
  switch (taskMeaning(task.status)) {
    case 'running':
      return running(input, task, owed);
    case 'starting':
      return { verdict: 'wait', reason: `task ${step.identifier} is starting`, moving: true };
    case 'transient':
      return { verdict: 'wait', reason: `task ${step.identifier} is ${task.status}`, moving: false };
    case 'stopped':
      return stopped(input, task, owed);
    case 'failed':
      return failed(input, task, owed);
    case 'ready': {
      const reason = `task ${step.identifier} ran, and now is ready as if it never had; ${checkpointText(task, owed)}`;
      return {
        verdict: 'operator',
        reason,
        remedy: 'find out who reset the task; start it by hand, then resume',
      };
    }
  }
}

/** The instance that the task is on, where it is one of those that this run has to do with. */
function instanceOf(
  { step, context }: Pick<Deciding, 'step' | 'context'>,
  task: ReplicationTask,
): string | undefined {
  if (task.instanceArn === step.instanceArn) return step.instanceId;
  const { moved } = step;
  return moved && task.instanceArn === targetArn(moved.target, context) ? moved.target.instanceId : undefined;
}

/** It is where somebody has moved it, and that person's; that it ran before they may not know. */
function leftAway(task: ReplicationTask, { checkpoint }: Owed): Verdict<AwsDms> {
  const reason = movedAway(task, checkpoint);
  if (taskMeaning(task.status) === 'running' || isOwnEnd(task.stopReason)) return { verdict: 'pass', reason };
  const remedy = `it ran before: see whether ${task.identifier} is to run there, and resume it`;
  return { verdict: 'pass', reason, remedy };
}

/** A task whose own move failed for good stays stopped where that was asked for. */
function leftStopped(
  { step, context }: Deciding,
  task: ReplicationTask,
  owed: Owed,
): Verdict<AwsDms> | undefined {
  const { moved } = step;
  if (moved?.afterFailedMove !== 'leave-stopped' || task.status !== 'failed-move') return undefined;
  if (context.memories[moved.moveStep]?.state !== 'failed') return undefined;
  const reason = `task ${step.identifier} ran before; its move failed, and it is left stopped on ${step.instanceId}; ${checkpointText(task, owed)}`;
  return { verdict: 'pass', reason };
}

/** Nothing that this run did has stopped it, as far as is known: it stays as it is, and is named. */
function left({ step, context }: Deciding, task: ReplicationTask | undefined): Verdict<AwsDms> {
  if (!task)
    return { verdict: 'pass', reason: `task ${step.identifier} is gone; this run had not stopped it` };
  if (taskMeaning(task.status) === 'running') {
    return { verdict: 'pass', reason: `task ${step.identifier} runs; nothing is to be restored` };
  }
  if (taskMeaning(task.status) === 'stopped' && !isOwnEnd(task.stopReason) && ranWhenPlanned(step, context)) {
    const reason = `task ${step.identifier} ran when the plan was made and is stopped now, by whom is not known; ${checkpointText(task, undefined)}`;
    return { verdict: 'pass', reason, remedy: `see whether ${step.identifier} is to run, and resume it` };
  }
  const failure = task.lastFailure === undefined ? '' : `: ${task.lastFailure}`;
  const checkpoint = task.status === 'failed' ? `; ${checkpointText(task, undefined)}` : '';
  const why = task.stopReason === undefined ? '' : `, ${task.stopReason}`;
  const reason = `task ${step.identifier} did not run before (${task.status}${why}${failure}${checkpoint}); it is left as it is`;
  return { verdict: 'pass', reason };
}

function ranWhenPlanned(step: RestoreTaskStep, { plan }: StepContext<AwsDms>): boolean {
  return plan.members.some(
    ({ before }) => before['arn'] === step.taskArn && taskMeaning(String(before['status'])) === 'running',
  );
}

function running(
  { step, snapshot, memory, context }: Deciding,
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

function stopped(input: Deciding, task: ReplicationTask, owed: Owed): Verdict<AwsDms> {
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
function isJustMoved({ step }: Deciding, task: ReplicationTask, owed: Owed): boolean {
  if (!step.moved || task.instanceArn === step.instanceArn) return false;
  const [stop] = owed.stops;
  return task.startDate === undefined || stop === undefined || task.startDate <= stop;
}

function failed(input: Deciding, task: ReplicationTask, owed: Owed): Verdict<AwsDms> {
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

function resume(input: Deciding, task: ReplicationTask, owed: Owed): Verdict<AwsDms> {
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
      const reason = `task ${step.identifier} ran and cannot be resumed while ${instanceId} is ${status}; ${checkpointText(task, owed)}`;
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

function attemptFailed({ step, memory }: Deciding, task: ReplicationTask, owed: Owed): Verdict<AwsDms> {
  const why = task.lastFailure ?? task.stopReason ?? 'no reason given';
  const message = `task ${step.identifier} ran before, was resumed and is ${task.status}: ${why}; ${checkpointText(task, owed)}`;
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
  const message = `task ${step.identifier} ran before and could not be resumed: ${error.message}; ${checkpointText(task, owed)}`;
  return { ...error, message };
}

function gone(step: RestoreTaskStep, owed: Owed): UpgradeError {
  const reference = `aws-dms://${step.region}/${step.instanceId}/${step.identifier}`;
  const message = `task ${step.identifier} ran before and is gone; ${checkpointText(undefined, owed)}`;
  return { kind: 'not-found', reference, message };
}

function checkpointText(task: ReplicationTask | undefined, owed: Owed | undefined): string {
  const checkpoint = task?.checkpoint ?? owed?.checkpoint;
  return checkpoint === undefined ? 'no checkpoint is known' : `its checkpoint is ${checkpoint}`;
}
