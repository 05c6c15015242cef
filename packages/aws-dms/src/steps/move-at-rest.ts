import type { StepMemory, UpgradeError, Verdict } from '@engine-upgrader/core';
import type { ReplicationTask } from '../observe/resources.ts';
import type { AwsDms } from '../provider.ts';
import { cdcOnlyTask } from './cdc-only-task.ts';
import { checkpointText } from './checkpoint-text.ts';
import { failed } from './failed.ts';
import { usualMoveAttempts } from './move-attempts.ts';
import { checkpointOf, type Moving } from './moving.ts';
import type { DmsNote } from './note.ts';
import { mayHaveTakenEffect } from './running-before.ts';

/**
 * How often the state may forbid the move until the cloud is taken at its word: a task that ran is not to rest for
 * long. Throttling, a login or a lost answer says nothing of the state, and is not among them.
 */
const mostRefusals = 4;

/** What becomes of a task that rests on the old instance: it is moved, unless it was tried or refused too often. */
export function moveAtRest(input: Moving, task: ReplicationTask, target: string): Verdict<AwsDms> {
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
function refusal(input: Moving, task: ReplicationTask, target: string): Verdict<AwsDms> | undefined {
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
function ran({ step, context }: Moving): boolean {
  return context.memories[step.stopStep]?.state === 'done';
}

function lacksCheckpoint(input: Moving, task: ReplicationTask): boolean {
  return task.migrationType !== 'full-load' && checkpointOf(input, task) === undefined;
}

/** How a task whose move failed for good can go on from its checkpoint on the new instance. */
function wayOn(input: Moving, task: ReplicationTask, instanceArn: string): { readonly remedy?: string } {
  const { region, taskArn, identifier, wayOn: made } = input.step;
  const checkpoint = checkpointOf(input, task);
  if (checkpoint === undefined) return {};
  const line = cdcOnlyTask({ region, taskArn, identifier, instanceArn, checkpoint, wayOn: made });
  return line === undefined
    ? {}
    : { remedy: `should it not go on, stop and replace it by a task from its checkpoint: ${line}` };
}
