import { type Cause, type Region, type Task, type World, service, tasksOn, vary } from './state.ts';
import { taskLater } from './task-rest.ts';
import { changeTask } from './transition.ts';

/** Gigabytes that are free on the instance. */
export function freeStorage(region: Region, instanceArn: string): number {
  const instance = region.instances.get(instanceArn);
  const allocated = instance?.shown.truth?.AllocatedStorage ?? 0;
  const needed = tasksOn(region, instanceArn).reduce((sum, task) => sum + task.storage, 0);
  return allocated - (instance?.usedStorage ?? 0) - needed;
}

/** Why the move cannot be completed; undefined if it can. */
function obstacle(region: Region, task: Task, targetArn: string): string | undefined {
  if (task.movesFail > 0) {
    task.movesFail -= 1;
    return 'Failed to move the task to the target replication instance';
  }
  const target = region.instances.get(targetArn)?.shown.truth;
  if (target === undefined) return 'The target replication instance does not exist any more';
  if (freeStorage(region, targetArn) < task.storage) {
    return 'There is not enough storage space on the target replication instance';
  }
  return undefined;
}

function arrive(world: World, region: Region, task: Task, at: number, target: string, failed: boolean): void {
  const from = task.shown.truth?.ReplicationInstanceArn;
  const failure = obstacle(region, task, target);
  const detail = { fromInstance: from, toInstance: target, failure };
  if (failure !== undefined) {
    changeTask(
      world,
      region,
      task,
      at,
      service,
      { Status: 'failed-move', LastFailureMessage: failure, TargetReplicationInstanceArn: undefined },
      { action: 'task-move-failed', detail },
    );
    return;
  }
  const stopped = failed ? world.switches.movedFailedTask : 'stopped';
  changeTask(
    world,
    region,
    task,
    at,
    service,
    {
      Status: task.everRun ? stopped : 'ready',
      ReplicationInstanceArn: target,
      TargetReplicationInstanceArn: undefined,
    },
    { action: 'task-moved', detail },
  );
}

/** The task begins to move. It ends on the target, stopped; or in `failed-move`, where it was. */
export function beginMove(
  world: World,
  region: Region,
  task: Task,
  at: number,
  cause: Cause,
  targetArn: string,
): void {
  const before = task.shown.truth;
  const failed = before?.Status === 'failed';
  task.stoppedByService = false;
  changeTask(
    world,
    region,
    task,
    at,
    cause,
    { Status: 'moving', TargetReplicationInstanceArn: targetArn },
    {
      action: 'task-moving',
      detail: { fromInstance: before?.ReplicationInstanceArn, toInstance: targetArn },
    },
  );
  taskLater(world, task, at, vary(world, world.durations.moveTask), (due) => {
    arrive(world, region, task, due, targetArn, failed);
  });
}
