import { type Context, type Operation, requireTask } from '../operation.ts';
import { requiredString } from '../parameters.ts';
import { invalidCombination, invalidValue, wrongState } from '../refusal.ts';
import type { ReplicationTaskShape } from '../shapes.ts';
import type { Task } from '../state.ts';
import { beginStop } from '../task-lifecycle.ts';
import { type StartType, beginStart } from '../task-start.ts';
import { isConnected, positionOf, taskAnswer } from './task-parameters.ts';

/** Stopping what does not run is refused; "is currently not running" means that it has stopped already. */
export const stopReplicationTask: Operation = (context) => {
  const { world, region, now, cause } = context;
  const [task, shape] = requireTask(context);
  const stoppable =
    shape.Status === 'running' || (shape.Status === 'starting' && world.switches.stopsStartingTask);
  if (!stoppable) {
    throw wrongState(`Replication Task ${shape.ReplicationTaskIdentifier} is currently not running`);
  }
  beginStop(world, region, task, now, cause, 'NORMAL');
  return taskAnswer(task);
};

const startTypes: readonly StartType[] = ['start-replication', 'resume-processing', 'reload-target'];

/** Which start types the task's past allows (SDK: StartReplicationTaskType). */
function checkStartType(task: Task, shape: ReplicationTaskShape, type: StartType): void {
  if (!task.everRun && type !== 'start-replication') {
    const name = type === 'reload-target' ? 'RELOAD_TARGET' : 'RESUME_PROCESSING';
    throw invalidCombination(`Start Type : ${name}, is not valid for tasks running for the first time`);
  }
  if (task.everRun && type === 'start-replication' && shape.MigrationType !== 'cdc') {
    throw invalidCombination(
      'Start Type : START_REPLICATION, valid only for tasks running for the first time',
    );
  }
}

/** Whether the task can be started in its present state, on an instance in that state. */
function checkStartable({ world, region }: Context, shape: ReplicationTaskShape): void {
  const { Status, ReplicationTaskIdentifier: identifier, ReplicationInstanceArn: arn } = shape;
  if (Status === 'running' || Status === 'starting') {
    throw wrongState(`Replication Task ${identifier} is currently running`);
  }
  if (!['ready', 'stopped', 'failed', 'failed-move'].includes(Status)) {
    throw wrongState(`Replication Task cannot be started, invalid state: ${Status}`);
  }
  if (region.instances.get(arn)?.shown.truth?.ReplicationInstanceStatus !== 'available') {
    throw wrongState('Replication instance is not active.');
  }
  if (!world.switches.startNeedsConnection) return;
  if (!isConnected(region, arn, shape)) {
    throw wrongState(
      'Test connection for replication instance and endpoint should be successful for starting the replication task',
    );
  }
}

export const startReplicationTask: Operation = (context) => {
  const { world, region, now, cause, parameters } = context;
  const [task, shape] = requireTask(context);
  const type = requiredString(parameters, 'StartReplicationTaskType') as StartType;
  if (!startTypes.includes(type)) throw invalidValue(`Invalid StartReplicationTaskType: ${type}`);
  const position = positionOf(context);
  checkStartable(context, shape);
  checkStartType(task, shape, type);
  beginStart(world, region, task, now, cause, type, position);
  return taskAnswer(task);
};
