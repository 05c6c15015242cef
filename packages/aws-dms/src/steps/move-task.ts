import {
  type Snapshot,
  type StepContext,
  type StepKind,
  type StepMemory,
  sightOf,
  type UpgradeError,
  type Verdict,
} from '@engine-upgrader/core';
import { taskKey, taskNeed } from '../needs.ts';
import type { ReplicationTask } from '../observe/resources.ts';
import { taskMeaning } from '../observe/status.ts';
import type { AwsDms } from '../provider.ts';
import { cdcOnlyTask } from './cdc-only-task.ts';
import { checkpointText } from './checkpoint-text.ts';
import { taskEvidence } from './evidence.ts';
import { mostMoveAttempts, usualMoveAttempts } from './move-attempts.ts';
import { movedAway } from './moved-away.ts';
import type { DmsNote } from './note.ts';
import { mayHaveTakenEffect } from './running-before.ts';
import type { DmsStep, MoveTaskStep } from './step.ts';
import { targetArn } from './target-arn.ts';

/**
 * How often the state may forbid the move until the cloud is taken at its word: a task that ran is not to rest for
 * long. Throttling, a login or a lost answer says nothing of the state, and is not among them.
 */
const mostRefusals = 4;

/**
 * Moves one task to the new instance. Its checkpoint is stored with the intent. Proved by the instance that it reads
 * and a stable status: no old look can show either.
 */
export const moveTask: StepKind<AwsDms> = {
  kind: 'move-task',
  attempts: mostMoveAttempts,
  reads: 1,
  idempotent: false,
  needs: ({ input }) => (isMove(input) ? [taskNeed({ region: input.region, taskArn: input.taskArn })] : []),
  decide: ({ input }, snapshot, memory, context) =>
    isMove(input)
      ? decide({ step: input, snapshot, memory, context })
      : { verdict: 'pass', reason: 'no task to move' },
};

function isMove(input: DmsStep): input is MoveTaskStep {
  return input.kind === 'move-task';
}

interface Deciding {
  readonly step: MoveTaskStep;
  readonly snapshot: Snapshot<AwsDms>;
  readonly memory: StepMemory<AwsDms>;
  readonly context: StepContext<AwsDms>;
}

function decide(input: Deciding): Verdict<AwsDms> {
  const { step, snapshot, context } = input;
  const sight = sightOf(snapshot, taskKey(step.taskArn));
  const task = sight.sight === 'seen' && sight.value.kind === 'task' ? sight.value : undefined;
  const target = targetArn(step.target, context);
  if (target === undefined)
    return failed(`there is no ${step.target.instanceId} to move task ${step.identifier} to`);
  if (!task) return gone(step);
  if (task.instanceArn === target) return arrived(step, task);
  if (task.instanceArn !== step.instanceArn) return failed(movedAway(task, checkpointOf(input, task)));
  switch (taskMeaning(task.status)) {
    case 'running':
    case 'starting':
      return startedMeanwhile(input, task);
    case 'transient': {
      const moving = task.status === 'moving';
      const reason = `task ${step.identifier} is ${task.status}`;
      return { verdict: 'wait', reason, moving, ...(moving ? { lookAgainIn: movingLook } : {}) };
    }
    case 'ready':
    case 'stopped':
    case 'failed':
      return atRest(input, task, target);
  }
}

/** While a move is under way the task is down: looks are closer together. */
const movingLook = 5_000;

function arrived(step: MoveTaskStep, task: ReplicationTask): Verdict<AwsDms> {
  if (taskMeaning(task.status) === 'transient') {
    return { verdict: 'wait', reason: `task ${step.identifier} is ${task.status}`, moving: true };
  }
  return { verdict: 'done', evidence: { ...taskEvidence(task), instance: step.target.instanceId } };
}

function startedMeanwhile(
  { step, snapshot, memory, context }: Deciding,
  task: ReplicationTask,
): Verdict<AwsDms> {
  const reason = `task ${step.identifier} is shown as ${task.status}`;
  const isOld = snapshot.observedAt - (memory.enteredAt ?? 0) < context.settle;
  if (isOld || mayHaveTakenEffect(memory))
    return { verdict: 'wait', reason, moving: false, lookAgainIn: movingLook };
  return failed(`somebody started task ${step.identifier} again before it was moved; it was not moved`);
}

function atRest(input: Deciding, task: ReplicationTask, target: string): Verdict<AwsDms> {
  const { step, memory } = input;
  if (hasFailed(memory, task)) {
    const why = task.lastFailure ?? 'no reason given';
    const message = `task ${step.identifier} could not be moved to ${step.target.instanceId}: ${why}; ${checkpointText(checkpointOf(input, task))}`;
    return {
      verdict: 'attempt-failed',
      error: { kind: 'upgrade-failed', message },
      again: memory.failures + 1 < (step.moveAttempts ?? usualMoveAttempts),
      ...wayOn(input, task, target),
    };
  }
  const refused = refusal(input, task, target);
  if (refused) return refused;
  if (!memory.intent && ran(input) && step.withoutCheckpoint === 'refuse' && lacksCheckpoint(input, task)) {
    return failed(
      `task ${step.identifier} stopped without a checkpoint; it is not moved. To move it all the same, allow moves without a checkpoint`,
    );
  }
  const note: DmsNote = {
    ...memory.note,
    statusBefore: mayHaveTakenEffect(memory) ? (memory.note?.statusBefore ?? task.status) : task.status,
    stopped: {
      seenAt: input.snapshot.observedAt,
      ...(task.stopDate === undefined ? {} : { stopDate: task.stopDate }),
      ...(checkpointOf(input, task) === undefined ? {} : { checkpoint: checkpointOf(input, task) }),
    },
  };
  return {
    verdict: 'act',
    call: {
      operation: 'MoveReplicationTask',
      region: step.region,
      input: { ReplicationTaskArn: step.taskArn, TargetReplicationInstanceArn: target },
    },
    reason: `task ${step.identifier} is ${task.status} on the old instance`,
    note,
  };
}

/** Whether this step's own move ended in `failed-move`; in doubt only where it was not so before. */
function hasFailed(memory: StepMemory<AwsDms>, task: ReplicationTask): boolean {
  if (task.status !== 'failed-move' || !memory.intent || !mayHaveTakenEffect(memory)) return false;
  const accepted = memory.answer?.answer === 'accepted' && !memory.doubt;
  return (
    accepted || memory.begun || (memory.intent.attempt === 1 && memory.note?.statusBefore !== 'failed-move')
  );
}

/** A task that did not run and that the cloud will not move stays where it is, named; for one that ran it is a failure. */
function refusal(input: Deciding, task: ReplicationTask, target: string): Verdict<AwsDms> | undefined {
  const { step, memory } = input;
  const { answer, doubt, busyRefusals = 0 } = memory;
  // In doubt, each send was made only after it was proved that the one before came to nothing: the last refusal counts.
  const counts =
    (answer?.answer === 'busy' && busyRefusals >= mostRefusals) || (answer?.answer === 'rejected' && !doubt);
  if (!answer || answer.answer === 'accepted' || !counts) return undefined;
  const message = `task ${step.identifier} is not moved: ${answer.error.message}`;
  if (!ran(input)) return { verdict: 'pass', reason: `${message}; it did not run and stays where it is` };
  const error: UpgradeError = {
    ...answer.error,
    message: `${message}; ${checkpointText(checkpointOf(input, task))}`,
  };
  return { verdict: 'fail', error, ...wayOn(input, task, target) };
}

/** Whether it ran until this run stopped it. */
function ran({ step, context }: Deciding): boolean {
  return context.memories[step.stopStep]?.state === 'done';
}

function checkpointOf({ step, context }: Deciding, task: ReplicationTask): string | undefined {
  return task.checkpoint ?? context.memories[step.stopStep]?.note?.stopped?.checkpoint;
}

function lacksCheckpoint(input: Deciding, task: ReplicationTask): boolean {
  return task.migrationType !== 'full-load' && checkpointOf(input, task) === undefined;
}

/** How a task whose move failed for good can go on from its checkpoint on the new instance. */
function wayOn(input: Deciding, task: ReplicationTask, instanceArn: string): { readonly remedy?: string } {
  const { region, taskArn, identifier, wayOn: made } = input.step;
  const checkpoint = checkpointOf(input, task);
  if (checkpoint === undefined) return {};
  const line = cdcOnlyTask({ region, taskArn, identifier, instanceArn, checkpoint, wayOn: made });
  return line === undefined
    ? {}
    : { remedy: `should it not go on, stop and replace it by a task from its checkpoint: ${line}` };
}

function failed(message: string): Verdict<AwsDms> {
  return { verdict: 'fail', error: { kind: 'upgrade-failed', message } };
}

function gone({ identifier, taskArn }: MoveTaskStep): Verdict<AwsDms> {
  const message = `task ${identifier} is gone; it was not moved`;
  return { verdict: 'fail', error: { kind: 'not-found', reference: taskArn, message } };
}
