import type { Snapshot, StepContext, StepMemory } from '@engine-upgrader/core';
import type { ReplicationTask } from '../observe/resources.ts';
import type { AwsDms } from '../provider.ts';
import type { MoveTaskStep } from './step.ts';

/** What decides how one task is moved. */
export interface Moving {
  readonly step: MoveTaskStep;
  readonly snapshot: Snapshot<AwsDms>;
  readonly memory: StepMemory<AwsDms>;
  readonly context: StepContext<AwsDms>;
}

/** The checkpoint that the task shows, or else the one at which this run stopped it. */
export function checkpointOf({ step, context }: Moving, task: ReplicationTask): string | undefined {
  return task.checkpoint ?? context.memories[step.stopStep]?.note?.stopped?.checkpoint;
}
