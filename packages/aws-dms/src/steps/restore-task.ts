import {
  type StepContext,
  type StepKind,
  sightOf,
  type UpgradeError,
  type Verdict,
} from '@engine-upgrader/core';
import { instanceNeed, taskKey, taskNeed } from '../needs.ts';
import type { ReplicationTask } from '../observe/resources.ts';
import { isOwnEnd, taskMeaning } from '../observe/status.ts';
import type { AwsDms } from '../provider.ts';
import { movedAway } from './moved-away.ts';
import { type Owed, owedTo } from './owed.ts';
import { instanceOf, type Restoring, restText } from './restoring.ts';
import { failed, running, stopped } from './resume-task.ts';
import type { DmsStep, RestoreTaskStep } from './step.ts';

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

function decide(input: Restoring): Verdict<AwsDms> {
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
      const reason = `task ${step.identifier} ran, and now is ready as if it never had; ${restText(task, owed)}`;
      return {
        verdict: 'operator',
        reason,
        remedy: 'find out who reset the task; start it by hand, then resume',
      };
    }
  }
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
  { step, context }: Restoring,
  task: ReplicationTask,
  owed: Owed,
): Verdict<AwsDms> | undefined {
  const { moved } = step;
  if (moved?.afterFailedMove !== 'leave-stopped' || task.status !== 'failed-move') return undefined;
  if (context.memories[moved.moveStep]?.state !== 'failed') return undefined;
  const reason = `task ${step.identifier} ran before; its move failed, and it is left stopped on ${step.instanceId}; ${restText(task, owed)}`;
  return { verdict: 'pass', reason };
}

/** Nothing that this run did has stopped it, as far as is known: it stays as it is, and is named. */
function left({ step, context }: Restoring, task: ReplicationTask | undefined): Verdict<AwsDms> {
  if (!task)
    return { verdict: 'pass', reason: `task ${step.identifier} is gone; this run had not stopped it` };
  if (taskMeaning(task.status) === 'running') {
    return { verdict: 'pass', reason: `task ${step.identifier} runs; nothing is to be restored` };
  }
  if (taskMeaning(task.status) === 'stopped' && !isOwnEnd(task.stopReason) && ranWhenPlanned(step, context)) {
    const reason = `task ${step.identifier} ran when the plan was made and is stopped now, by whom is not known; ${restText(task, undefined)}`;
    return { verdict: 'pass', reason, remedy: `see whether ${step.identifier} is to run, and resume it` };
  }
  const failure = task.lastFailure === undefined ? '' : `: ${task.lastFailure}`;
  const checkpoint = task.status === 'failed' ? `; ${restText(task, undefined)}` : '';
  const why = task.stopReason === undefined ? '' : `, ${task.stopReason}`;
  const reason = `task ${step.identifier} did not run before (${task.status}${why}${failure}${checkpoint}); it is left as it is`;
  return { verdict: 'pass', reason };
}

function ranWhenPlanned(step: RestoreTaskStep, { plan }: StepContext<AwsDms>): boolean {
  return plan.members.some(
    ({ before }) => before['arn'] === step.taskArn && taskMeaning(String(before['status'])) === 'running',
  );
}

function gone(step: RestoreTaskStep, owed: Owed): UpgradeError {
  const reference = `aws-dms://${step.region}/${step.instanceId}/${step.identifier}`;
  const message = `task ${step.identifier} ran before and is gone; ${restText(undefined, owed)}`;
  return { kind: 'not-found', reference, message };
}
