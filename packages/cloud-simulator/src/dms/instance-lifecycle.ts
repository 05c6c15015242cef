import { beginOutage, instanceLater } from './outage.ts';
import type { PendingModifiedValuesShape } from './shapes.ts';
import { type Cause, type Instance, type Region, type World, service, vary } from './state.ts';
import { bury, changeInstance, end } from './transition.ts';
import { scheduleWindow } from './window.ts';

/** The changes that are being applied take effect now: the instance leaves `available`. */
function beginApplying(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  cause: Cause,
  applied: PendingModifiedValuesShape,
): void {
  const before = instance.shown.truth;
  if (before === undefined) return;
  instance.applying = applied;
  const upgrade = applied.EngineVersion !== undefined && applied.EngineVersion !== before.EngineVersion;
  const versions = { fromVersion: before.EngineVersion, toVersion: applied.EngineVersion };
  beginOutage(world, region, instance, at, cause, {
    status: upgrade ? world.switches.upgradeStatus : 'modifying',
    duration: upgrade ? world.durations.upgrade : world.durations.modify,
    stopsTasks: upgrade || applied.ReplicationInstanceClass !== undefined,
    resumesAlways: false,
    pending: world.switches.pendingWhileApplying ? applied : {},
    begun: { action: upgrade ? 'upgrade-begun' : 'modification-begun', detail: { ...versions, applied } },
    over: (due) => scheduleWindow(world, region, instance, due, visitInWindow),
    finish: () => {
      if (upgrade && instance.upgradesFail > 0) {
        instance.upgradesFail -= 1;
        const effect = { action: 'upgrade-failed', detail: versions };
        return { changes: { PendingModifiedValues: {} }, effect };
      }
      const action = upgrade ? 'upgrade-ended' : 'modification-ended';
      return {
        changes: { ...applied, PendingModifiedValues: {} },
        effect: { action, detail: { ...versions, applied } },
      };
    },
  });
}

/** Accepts changes that are to be applied at once: they begin after the delay of the switch. */
export function applyNow(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  cause: Cause,
  applied: PendingModifiedValuesShape,
): void {
  instance.applying = applied;
  const { modifyDelay, pendingWhileApplying } = world.switches;
  changeInstance(
    world,
    region,
    instance,
    at,
    cause,
    pendingWhileApplying ? { PendingModifiedValues: applied } : {},
    { action: 'modification-accepted', detail: { applied } },
  );
  instanceLater(world, instance, at, modifyDelay, (due) => {
    beginApplying(world, region, instance, due, { by: cause.by, throughApi: false }, applied);
  });
}

/** What is done when the maintenance window opens. */
export function visitInWindow(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  due: PendingModifiedValuesShape,
  maintenance: readonly string[],
): void {
  instance.maintenance = instance.maintenance.filter(({ shape }) => !maintenance.includes(shape.Action));
  if (Object.keys(due).length > 0) beginApplying(world, region, instance, at, service, due);
  else beginMaintenance(world, region, instance, at, service, maintenance);
}

/** Maintenance without a change of version: an outage after which tasks go on. */
export function beginMaintenance(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  cause: Cause,
  actions: readonly string[],
): void {
  instance.applying = {};
  beginOutage(world, region, instance, at, cause, {
    status: 'maintenance',
    duration: world.durations.maintenance,
    stopsTasks: true,
    resumesAlways: true,
    begun: { action: 'maintenance-begun', detail: { actions } },
    over: (due) => scheduleWindow(world, region, instance, due, visitInWindow),
    finish: () => ({ changes: {}, effect: { action: 'maintenance-ended' } }),
  });
}

export function beginReboot(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  cause: Cause,
): void {
  instance.applying = {};
  beginOutage(world, region, instance, at, cause, {
    status: 'rebooting',
    duration: world.durations.reboot,
    stopsTasks: true,
    resumesAlways: true,
    begun: { action: 'reboot-begun' },
    over: (due) => scheduleWindow(world, region, instance, due, visitInWindow),
    finish: () => ({ changes: {}, effect: { action: 'reboot-ended' } }),
  });
}

/** After a while the instance is available, or whatever else it ends in. */
export function settleInstance(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  delay: number,
  status = 'available',
): void {
  instanceLater(world, instance, at, delay, (due) => {
    instance.applying = undefined;
    const changes = { ReplicationInstanceStatus: status };
    const action = status === 'available' ? 'instance-available' : 'instance-failed';
    changeInstance(world, region, instance, due, service, changes, { action });
    scheduleWindow(world, region, instance, due, visitInWindow);
  });
}

/** The instance and its connections go. */
export function beginDelete(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  cause: Cause,
): void {
  const identifier = instance.shown.truth?.ReplicationInstanceIdentifier ?? instance.arn;
  instance.cancelWindow?.();
  const changes = { ReplicationInstanceStatus: 'deleting' };
  changeInstance(world, region, instance, at, cause, changes, { action: 'instance-deleting' });
  instanceLater(world, instance, at, vary(world, world.durations.deleteInstance), (due) => {
    end(world, region, 'instance', instance, due, identifier);
    for (const connection of region.connections.values()) {
      if (connection.shown.truth?.ReplicationInstanceArn !== instance.arn) continue;
      connection.generation += 1;
      connection.shown.set(undefined, due);
      bury(world, region.connections, connection.key, connection, due);
    }
  });
}
