import type { Snapshot, StepContext, StepMemory } from '@engine-upgrader/core';
import type { ReplicationTask } from '../observe/resources.ts';
import type { AwsDms } from '../provider.ts';
import { checkpointText } from './checkpoint-text.ts';
import type { Owed } from './owed.ts';
import type { RestoreTaskStep } from './step.ts';
import { targetArn } from './target-arn.ts';

/** What decides how one task is put back. */
export interface Restoring {
  readonly step: RestoreTaskStep;
  readonly snapshot: Snapshot<AwsDms>;
  readonly memory: StepMemory<AwsDms>;
  readonly context: StepContext<AwsDms>;
  /** Nothing where the task did not run before. */
  readonly owed: Owed | undefined;
}

/** The instance that the task is on, where it is one of those that this run has to do with. */
export function instanceOf(
  { step, context }: Pick<Restoring, 'step' | 'context'>,
  task: ReplicationTask,
): string | undefined {
  if (task.instanceArn === step.instanceArn) return step.instanceId;
  const { moved } = step;
  return moved && task.instanceArn === targetArn(moved.target, context) ? moved.target.instanceId : undefined;
}

/** The checkpoint that the task shows, or else the one from before it stopped. */
export function restText(task: ReplicationTask | undefined, owed: Owed | undefined): string {
  return checkpointText(task?.checkpoint ?? owed?.checkpoint);
}
