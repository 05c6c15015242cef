import { type Snapshot, type StepKind, type StepMemory, sightOf, type Verdict } from '@engine-upgrader/core';
import { instanceKey, instanceNeed, tasksKey, tasksNeed } from '../needs.ts';
import { instanceMeaning } from '../observe/status.ts';
import type { AwsDms } from '../provider.ts';
import type { DeleteInstanceStep, DmsStep } from './step.ts';

/** Deletes an instance that has no tasks. Listings miss items: that it is gone takes more reads than other things. */
export const deleteInstance: StepKind<AwsDms> = {
  kind: 'delete-instance',
  reads: 6,
  idempotent: false,
  needs: ({ input }) =>
    isDelete(input)
      ? [instanceNeed(input.region, input.instanceId), tasksNeed(input.region, input.instanceArn, [])]
      : [],
  decide: ({ input }, snapshot, memory) =>
    isDelete(input) ? decide(input, snapshot, memory) : { verdict: 'pass', reason: 'no instance to delete' },
};

function isDelete(input: DmsStep): input is DeleteInstanceStep {
  return input.kind === 'delete-instance';
}

function decide(
  step: DeleteInstanceStep,
  snapshot: Snapshot<AwsDms>,
  memory: StepMemory<AwsDms>,
): Verdict<AwsDms> {
  const { region, instanceId, instanceArn } = step;
  const sight = sightOf(snapshot, instanceKey(region, instanceId));
  if (sight.sight !== 'seen' || sight.value.kind !== 'instance') {
    return { verdict: 'done', evidence: { gone: true } };
  }
  const { arn, status } = sight.value;
  if (arn !== instanceArn) return refused(`${instanceId} is another instance of the same name now`);
  const tasks = sightOf(snapshot, tasksKey(instanceArn));
  const left = tasks.sight === 'seen' && tasks.value.kind === 'tasks' ? tasks.value.tasks : [];
  if (left.length > 0) {
    return refused(`${instanceId} has tasks: ${left.map((task) => task.identifier).join(', ')}`);
  }
  switch (instanceMeaning(status)) {
    case 'gone':
      return { verdict: 'wait', reason: `${instanceId} is ${status}`, moving: true };
    case 'upgrading':
    case 'transient':
      return { verdict: 'wait', reason: `${instanceId} is ${status}`, moving: false };
    case 'available':
    case 'bad':
      break;
  }
  if (memory.begun) {
    return {
      verdict: 'wait',
      reason: `${instanceId} is shown as ${status} since before: an old look`,
      moving: true,
    };
  }
  return {
    verdict: 'act',
    call: { operation: 'DeleteReplicationInstance', region, input: { ReplicationInstanceArn: instanceArn } },
    reason: `${instanceId} is ${status} and has no tasks`,
  };
}

function refused(why: string): Verdict<AwsDms> {
  return { verdict: 'fail', error: { kind: 'rejected', message: `${why}; it is not deleted` } };
}
