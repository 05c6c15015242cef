import type { StopReason } from './shapes.ts';
import { type Cause, type Region, type Task, type World, service, vary } from './state.ts';
import { restTask, taskLater } from './task-rest.ts';
import { changeTask, end } from './transition.ts';

/** The task begins to stop. Returns when it will have stopped. */
export function beginStop(
  world: World,
  region: Region,
  task: Task,
  at: number,
  cause: Cause,
  reason: StopReason,
): number {
  task.stoppedByService = cause === service;
  changeTask(world, region, task, at, cause, { Status: 'stopping' }, { action: 'task-stopping' });
  return taskLater(world, task, at, vary(world, world.durations.stopTask), (due) => {
    restTask(
      world,
      region,
      task,
      due,
      { Status: 'stopped', StopReason: `Stop Reason ${reason}` },
      'task-stopped',
    );
  });
}

/** The task begins to be deleted. */
export function beginDelete(world: World, region: Region, task: Task, at: number, cause: Cause): void {
  const identifier = task.shown.truth?.ReplicationTaskIdentifier ?? task.arn;
  const changes = { Status: 'deleting', TargetReplicationInstanceArn: undefined };
  changeTask(world, region, task, at, cause, changes, { action: 'task-deleting' });
  taskLater(world, task, at, vary(world, world.durations.deleteTask), (due) => {
    end(world, region, 'task', task, due, identifier);
  });
}

/** A created task becomes ready, or an assessed one what it was. */
export function settleTask(world: World, region: Region, task: Task, at: number, delay: number): void {
  taskLater(world, task, at, delay, (due) => {
    task.assessing = false;
    const Status = task.everRun ? 'stopped' : 'ready';
    changeTask(world, region, task, due, service, { Status }, { action: 'task-ready' });
  });
}
