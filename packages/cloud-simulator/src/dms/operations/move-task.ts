import { beginMove } from '../move.ts';
import { type Operation, requireInstance, requireTask } from '../operation.ts';
import { quotaExceeded, wrongState } from '../refusal.ts';
import type { ReplicationTaskShape } from '../shapes.ts';
import { type Region, tasksOn } from '../state.ts';
import { compareVersions } from '../version.ts';
import { isConnected, taskAnswer } from './task-parameters.ts';

/** How many endpoints the tasks of the instance use, with one more task. */
function endpointsWith(region: Region, instanceArn: string, shape: ReplicationTaskShape): number {
  const shapes = [...tasksOn(region, instanceArn).flatMap(({ shown }) => shown.truth ?? []), shape];
  return new Set(shapes.flatMap((each) => [each.SourceEndpointArn, each.TargetEndpointArn])).size;
}

function checkRoom(region: Region, instanceArn: string, shape: ReplicationTaskShape): void {
  if (tasksOn(region, instanceArn).length >= region.quotas.TasksPerInstance) {
    throw quotaExceeded('The quota for tasks per replication instance has been exceeded.');
  }
  if (endpointsWith(region, instanceArn, shape) > region.quotas.EndpointsPerInstance) {
    throw quotaExceeded('The quota for endpoints per replication instance has been exceeded.');
  }
}

/**
 * SDK: the target "must be created with the same or later AWS DMS version"; a task that has run must be
 * stopped, failed or failed-move.
 */
export const moveReplicationTask: Operation = (context) => {
  const { world, region, now, cause } = context;
  const [task, shape] = requireTask(context);
  const [target, targetShape] = requireInstance(context, 'TargetReplicationInstanceArn');
  const { Status, ReplicationTaskIdentifier: identifier } = shape;
  const movable = ['stopped', 'failed', 'failed-move'];
  if (world.switches.movesNeverRunTask) movable.push('ready');
  if (!movable.includes(Status)) {
    throw wrongState(`Replication Task ${identifier} cannot be moved, invalid state: ${Status}`);
  }
  if (target.arn === shape.ReplicationInstanceArn) {
    throw wrongState(`Replication Task ${identifier} is already on the target replication instance`);
  }
  if (targetShape.ReplicationInstanceStatus !== 'available') {
    throw wrongState('The target replication instance is not active.');
  }
  const here = region.instances.get(shape.ReplicationInstanceArn)?.shown.truth;
  if (here !== undefined && compareVersions(targetShape.EngineVersion, here.EngineVersion) < 0) {
    throw wrongState('The target replication instance has a lower engine version than the current one.');
  }
  if (world.switches.moveNeedsConnection && !isConnected(region, target.arn, shape)) {
    throw wrongState('Test connection for target replication instance and endpoint should be successful');
  }
  checkRoom(region, target.arn, shape);
  beginMove(world, region, task, now, cause, target.arn);
  return taskAnswer(task);
};
