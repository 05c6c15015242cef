import { interruptLoad, statsOf } from './full-load.ts';
import { type ReplicationTaskShape, type StopReason, seconds } from './shapes.ts';
import { type Region, type Task, type World, service } from './state.ts';
import { changeTask } from './transition.ts';

function checkpointOf(at: number): string {
  const position = seconds(at);
  const file = `mysql-bin-changelog.${String(150_000 + (position % 50_000)).padStart(6, '0')}`;
  return `checkpoint:V1#27#${file}:${String(position % 9_999)}:-1:2002:${String(position)}:${file}:1876#0#0#*#0#93`;
}

/** Lets `happen` take place after `delay`, unless the task has gone another way, or is stuck. */
export function taskLater(
  world: World,
  task: Task,
  at: number,
  delay: number,
  happen: (at: number) => void,
): number {
  const generation = (task.generation += 1);
  if (task.sticks) {
    task.sticks = false;
    return at;
  }
  world.agenda.schedule(at + delay, (due) => {
    if (task.generation === generation && task.shown.truth !== undefined) happen(due);
  });
  return at + delay;
}

/** Shows the checkpoint of a task that has come to rest, as the switch says. */
function showCheckpoint(world: World, region: Region, task: Task, at: number): void {
  const { checkpoint } = world.switches;
  if (checkpoint === 'empty' || task.shown.truth?.MigrationType === 'full-load') return;
  const RecoveryCheckpoint = checkpointOf(at);
  if (checkpoint === 'present') {
    changeTask(world, region, task, at, service, { RecoveryCheckpoint });
    return;
  }
  const { generation } = task;
  world.agenda.schedule(at + 30_000, (due) => {
    if (task.generation === generation) changeTask(world, region, task, due, service, { RecoveryCheckpoint });
  });
}

/** The task comes to rest: what was being loaded starts over later, its slot begins to wait. */
export function restTask(
  world: World,
  region: Region,
  task: Task,
  at: number,
  changes: Partial<ReplicationTaskShape>,
  action: string,
): void {
  interruptLoad(task);
  if (task.slot !== undefined) task.slot.idleSince ??= at;
  const ReplicationTaskStats = statsOf(task, at, { StopDate: at });
  const detail = { stopReason: changes.StopReason };
  changeTask(world, region, task, at, service, { ...changes, ReplicationTaskStats }, { action, detail });
  showCheckpoint(world, region, task, at);
}

/** The task comes to rest by itself, because its work is done. */
export function finishTask(world: World, region: Region, task: Task, at: number, reason: StopReason): void {
  task.generation += 1;
  restTask(
    world,
    region,
    task,
    at,
    { Status: 'stopped', StopReason: `Stop Reason ${reason}` },
    'task-stopped',
  );
}

/** The task fails by itself. */
export function failTask(world: World, region: Region, task: Task, at: number, message: string): void {
  task.generation += 1;
  task.stoppedByService = false;
  const StopReason = 'Stop Reason FATAL_ERROR';
  restTask(
    world,
    region,
    task,
    at,
    { Status: 'failed', LastFailureMessage: message, StopReason },
    'task-failed',
  );
}
