import { beginTable, endTable, isLoaded, resetLoad, statsOf } from './full-load.ts';
import { type ReplicationTaskShape, seconds } from './shapes.ts';
import { type Cause, type Region, type Task, type World, service, vary } from './state.ts';
import { failTask, finishTask, taskLater } from './task-rest.ts';
import { changeTask } from './transition.ts';

/** How a task is started. */
export type StartType = 'start-replication' | 'resume-processing' | 'reload-target';

function loadNext(world: World, region: Region, task: Task, at: number): void {
  if (!beginTable(task, at)) {
    const ReplicationTaskStats = statsOf(task, at, { FullLoadFinishDate: at });
    changeTask(world, region, task, at, service, { ReplicationTaskStats }, { action: 'full-load-finished' });
    if (task.shown.truth?.MigrationType === 'full-load') {
      finishTask(world, region, task, at, 'FULL_LOAD_ONLY_FINISHED');
    }
    return;
  }
  changeTask(world, region, task, at, service, { ReplicationTaskStats: statsOf(task, at) });
  const { generation } = task;
  world.agenda.schedule(at + vary(world, world.durations.loadTable), (due) => {
    if (task.generation !== generation) return;
    endTable(task, due);
    loadNext(world, region, task, due);
  });
}

/** What keeps a task from running once it tries; the message that it fails with. */
function obstacle(region: Region, task: Task, at: number): string | undefined {
  if (task.startsFail > 0) {
    task.startsFail -= 1;
    return 'Last Error Task has encountered an unrecoverable error and was stopped. Stop Reason FATAL_ERROR Error Level FATAL';
  }
  const { slot } = task;
  if (slot?.idleSince !== undefined && at - slot.idleSince > slot.lasts) {
    return 'Last Error The replication slot was invalidated because it exceeded max_slot_wal_keep_size. Stop Reason FATAL_ERROR';
  }
  const shape = task.shown.truth;
  const source = shape && region.endpoints.get(shape.SourceEndpointArn)?.shown.truth;
  const settings = source?.['PostgreSQLSettings'] as { SlotName?: string } | undefined;
  const native = shape?.CdcStartPosition !== undefined && shape.MigrationType === 'cdc';
  if (native && source?.EngineName.includes('postgres') === true && settings?.SlotName === undefined) {
    return 'Last Error A CDC start position needs a slotName in the source endpoint. Stop Reason FATAL_ERROR';
  }
  return undefined;
}

/** The task has started: it runs, fails, or was so small that it is done already. */
function arrive(world: World, region: Region, task: Task, at: number, resumed: boolean): void {
  const failure = obstacle(region, task, at);
  if (failure !== undefined) {
    failTask(world, region, task, at, failure);
    return;
  }
  if (task.slot !== undefined) task.slot.idleSince = undefined;
  const loads = task.shown.truth?.MigrationType !== 'cdc';
  const only = task.shown.truth?.MigrationType === 'full-load';
  if (only && (task.tiny || isLoaded(task))) {
    for (const table of task.tables) table.state = 'Table completed';
    finishTask(world, region, task, at, 'FULL_LOAD_ONLY_FINISHED');
    return;
  }
  changeTask(world, region, task, at, service, { Status: 'running' }, { action: 'task-running' });
  const { generation, failsAfterResume } = task;
  if (loads && !isLoaded(task)) loadNext(world, region, task, at);
  if (resumed && failsAfterResume !== undefined) {
    world.agenda.schedule(at + failsAfterResume, (due) => {
      if (task.generation !== generation || task.shown.truth?.Status !== 'running') return;
      failTask(
        world,
        region,
        task,
        due,
        'Last Error Failed to connect to the source. Stop Reason FATAL_ERROR',
      );
    });
  }
}

/**
 * The task begins to start. A resume goes on where it stopped; the other types begin anew, which creates
 * the replication slot of a PostgreSQL source again: what was changed in between is lost.
 */
export function beginStart(
  world: World,
  region: Region,
  task: Task,
  at: number,
  cause: Cause,
  type: StartType,
  changes: Partial<Pick<ReplicationTaskShape, 'CdcStartPosition' | 'CdcStopPosition'>> = {},
): void {
  const fresh = type !== 'resume-processing';
  if (fresh && task.everRun) resetLoad(task);
  if (fresh && task.slot?.own === true) {
    task.slot.created += 1;
    task.slot.idleSince = undefined;
  }
  task.everRun = true;
  task.stoppedByService = false;
  const unloaded = task.shown.truth?.MigrationType !== 'cdc' && !isLoaded(task);
  const ReplicationTaskStats = statsOf(task, at, {
    StartDate: at,
    ...(fresh ? { FreshStartDate: at } : {}),
    ...(unloaded ? { FullLoadStartDate: at, FullLoadFinishDate: null } : {}),
  });
  changeTask(
    world,
    region,
    task,
    at,
    cause,
    {
      ...changes,
      Status: 'starting',
      StopReason: undefined,
      LastFailureMessage: undefined,
      ReplicationTaskStartDate: seconds(at),
      ReplicationTaskStats,
    },
    { action: 'task-starting', detail: { type, slotsCreated: task.slot?.created } },
  );
  taskLater(world, task, at, vary(world, world.durations.startTask), (due) => {
    arrive(world, region, task, due, !fresh);
  });
}

/** A fleet's running task goes on with what is left of its full load. */
export function continueLoad(world: World, region: Region, task: Task, at: number): void {
  if (task.shown.truth?.MigrationType !== 'cdc' && !isLoaded(task)) loadNext(world, region, task, at);
}
