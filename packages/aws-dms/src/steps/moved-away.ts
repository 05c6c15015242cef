import type { ReplicationTask } from '../observe/resources.ts';
import { checkpointText } from './checkpoint-text.ts';

/**
 * What there is to say of a task that somebody has moved, or is moving, to an instance that the run has nothing to do
 * with; a task that does not run, with the checkpoint from which it can go on.
 *
 * @param known a checkpoint from before, for a task that shows none
 */
export function movedAway(task: ReplicationTask, known?: string): string {
  const where = `somebody has moved task ${task.identifier} to ${goalOf(task)}; it is ${task.status}`;
  return task.status === 'running' ? where : `${where}; ${checkpointText(task.checkpoint ?? known)}`;
}

/** The instance that a task is on, or will be on once it has moved. */
export function goalOf({ status, instanceArn, targetInstanceArn }: ReplicationTask): string {
  return status === 'moving' ? (targetInstanceArn ?? instanceArn) : instanceArn;
}
