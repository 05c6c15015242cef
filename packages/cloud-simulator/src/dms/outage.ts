import type { PendingModifiedValuesShape, ReplicationInstanceShape } from './shapes.ts';
import { type Cause, type Instance, type Region, type World, service, tasksOn, vary } from './state.ts';
import { beginStop } from './task-lifecycle.ts';
import { beginStart } from './task-start.ts';
import { type Effect, changeInstance } from './transition.ts';

/** Lets `happen` take place after `delay`, unless the instance has gone another way. */
export function instanceLater(
  world: World,
  instance: Instance,
  at: number,
  delay: number,
  happen: (at: number) => void,
): void {
  const generation = (instance.generation += 1);
  world.agenda.schedule(at + delay, (due) => {
    if (instance.generation === generation && instance.shown.truth !== undefined) happen(due);
  });
}

/** DMS stops what runs, before an outage (user guide, "Upgrading the engine version"). Returns when all of it has stopped. */
function stopTasks(world: World, region: Region, instance: Instance, at: number): number {
  const reason = world.switches.upgradeStopReason;
  const ends = tasksOn(region, instance.arn)
    .filter((task) => ['running', 'starting'].includes(task.shown.truth?.Status ?? ''))
    .map((task) => beginStop(world, region, task, at, service, reason));
  return Math.max(at, ...ends);
}

/** After an outage DMS resumes all, none or some of what it had stopped itself. */
function resumeTasks(world: World, region: Region, instance: Instance, at: number, always: boolean): void {
  const { tasksAfterUpgrade, resumeDelay } = world.switches;
  for (const task of tasksOn(region, instance.arn)) {
    if (!task.stoppedByService) continue;
    const left = tasksAfterUpgrade === 'left' || (tasksAfterUpgrade === 'some' && world.random.chance(0.5));
    if (left && !always) {
      task.stoppedByService = false;
      continue;
    }
    const { generation } = task;
    world.agenda.schedule(at + resumeDelay, (due) => {
      if (task.generation !== generation || task.shown.truth?.Status !== 'stopped') return;
      if (instance.shown.truth?.ReplicationInstanceStatus !== 'available') return;
      beginStart(world, region, task, due, service, 'resume-processing');
    });
  }
}

/** A time in which the instance is not available, and what comes of it. */
export interface Outage {
  readonly status: string;
  readonly duration: number;
  readonly stopsTasks: boolean;
  /** Whether tasks come back whatever the switch says. */
  readonly resumesAlways: boolean;
  readonly begun: Effect;
  readonly pending?: PendingModifiedValuesShape;
  /** What the instance looks like afterwards, and what that is recorded as. */
  finish(): { changes: Partial<ReplicationInstanceShape>; effect: Effect };
  /** Called when the instance is available again. */
  over(at: number): void;
}

/** The instance leaves `available`, for as long as the outage lasts. */
export function beginOutage(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  cause: Cause,
  outage: Outage,
): void {
  const changes = outage.pending === undefined ? {} : { PendingModifiedValues: outage.pending };
  const status = { ReplicationInstanceStatus: outage.status, ...changes };
  changeInstance(world, region, instance, at, cause, status, outage.begun);
  const stopped = outage.stopsTasks ? stopTasks(world, region, instance, at) : at;
  const delay = stopped - at + vary(world, outage.duration);
  const finish = (due: number): void => {
    const { changes: after, effect } = outage.finish();
    const available = { ReplicationInstanceStatus: 'available', ...after };
    changeInstance(world, region, instance, due, service, available, effect);
    instance.applying = undefined;
    if (outage.stopsTasks) resumeTasks(world, region, instance, due, outage.resumesAlways);
    outage.over(due);
  };
  if (instance.upgradeSticks && outage.begun.action === 'upgrade-begun') {
    instance.upgradeSticks = false;
    instance.generation += 1;
    instance.releaseUpgrade = finish;
  } else {
    instanceLater(world, instance, at, delay, finish);
  }
}
