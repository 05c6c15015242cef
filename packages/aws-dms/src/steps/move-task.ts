import { type StepKind, sightOf, type Verdict } from '@engine-upgrader/core';
import { taskKey, taskNeed } from '../needs.ts';
import type { ReplicationTask } from '../observe/resources.ts';
import { taskMeaning } from '../observe/status.ts';
import type { AwsDms } from '../provider.ts';
import { taskEvidence } from './evidence.ts';
import { failed } from './failed.ts';
import { mostMoveAttempts } from './move-attempts.ts';
import { moveAtRest } from './move-at-rest.ts';
import { movedAway } from './moved-away.ts';
import { checkpointOf, type Moving } from './moving.ts';
import { mayHaveTakenEffect } from './running-before.ts';
import type { DmsStep, MoveTaskStep } from './step.ts';
import { targetArn } from './target-arn.ts';

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

function decide(input: Moving): Verdict<AwsDms> {
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
      return moveAtRest(input, task, target);
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
  { step, snapshot, memory, context }: Moving,
  task: ReplicationTask,
): Verdict<AwsDms> {
  const reason = `task ${step.identifier} is shown as ${task.status}`;
  const isOld = snapshot.observedAt - (memory.enteredAt ?? 0) < context.settle;
  if (isOld || mayHaveTakenEffect(memory))
    return { verdict: 'wait', reason, moving: false, lookAgainIn: movingLook };
  return failed(`somebody started task ${step.identifier} again before it was moved; it was not moved`);
}

function gone({ identifier, taskArn }: MoveTaskStep): Verdict<AwsDms> {
  const message = `task ${identifier} is gone; it was not moved`;
  return { verdict: 'fail', error: { kind: 'not-found', reference: taskArn, message } };
}
