import { nextOpening, parseMaintenanceWindow } from './maintenance-window.ts';
import type { PendingModifiedValuesShape } from './shapes.ts';
import type { Instance, MaintenanceAction, Region, World } from './state.ts';
import { compareVersions, majorVersion } from './version.ts';

/** Called when the window opens, with what is due then. */
export type Visit = (
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  due: PendingModifiedValuesShape,
  maintenance: readonly string[],
) => void;

const never = Infinity;

function newest(versions: readonly string[]): string | undefined {
  return [...versions].sort(compareVersions).at(-1);
}

interface AutomaticUpgrade {
  readonly after: number;
  readonly version: string;
}

/**
 * The upgrade that AWS brings by itself: within the same major version from AutoUpgradeDate on, where automatic
 * minor upgrades are switched on; any from ForceUpgradeDate on (SDK: EngineVersion).
 */
function automaticUpgrade(world: World, instance: Instance): AutomaticUpgrade | undefined {
  const shape = instance.shown.truth;
  const version = shape && world.catalogue.version(shape.EngineVersion);
  if (shape === undefined || version?.AvailableUpgrades === undefined) return undefined;
  const upgrades = version.AvailableUpgrades;
  const forced = newest(upgrades);
  const minor = newest(upgrades.filter((to) => majorVersion(to) === majorVersion(shape.EngineVersion)));
  const candidates: AutomaticUpgrade[] = [];
  if (version.ForceUpgradeDate !== undefined && forced !== undefined) {
    candidates.push({ after: version.ForceUpgradeDate * 1_000, version: forced });
  }
  if (version.AutoUpgradeDate !== undefined && shape.AutoMinorVersionUpgrade && minor !== undefined) {
    candidates.push({ after: version.AutoUpgradeDate * 1_000, version: minor });
  }
  return candidates.sort((one, other) => one.after - other.after)[0];
}

/** When an action becomes due: opted in for the next window, by its own date, or never. */
function dueTime(action: MaintenanceAction): number {
  const { OptInStatus, AutoAppliedAfterDate, ForcedApplyDate } = action.shape;
  const optedIn = OptInStatus === 'next-maintenance' ? 0 : never;
  const dated = Math.min(AutoAppliedAfterDate ?? never, ForcedApplyDate ?? never) * 1_000;
  return Math.min(optedIn, dated);
}

/** When something has to be done to the instance in its window, by what is known now. */
function nextVisit(world: World, instance: Instance, at: number): number {
  const shape = instance.shown.truth;
  const window = shape && parseMaintenanceWindow(shape.PreferredMaintenanceWindow);
  if (shape === undefined || window === undefined) return never;
  const pending = Object.keys(shape.PendingModifiedValues).length > 0 ? at : never;
  const times = [pending, automaticUpgrade(world, instance)?.after ?? never];
  for (const action of instance.maintenance) times.push(dueTime(action));
  const earliest = Math.min(...times);
  return earliest === never ? never : nextOpening(window, Math.max(at, earliest));
}

function dueChanges(world: World, instance: Instance, at: number): PendingModifiedValuesShape {
  const pending = instance.shown.truth?.PendingModifiedValues ?? {};
  if (pending.EngineVersion !== undefined) return pending;
  const patch = instance.maintenance.find((action) => action.engineVersion && dueTime(action) <= at);
  const automatic = automaticUpgrade(world, instance);
  const EngineVersion =
    patch?.engineVersion ??
    (automatic !== undefined && automatic.after <= at ? automatic.version : undefined);
  return EngineVersion === undefined ? pending : { ...pending, EngineVersion };
}

/** The next opening of the instance's window after `at`, in milliseconds since the epoch. */
export function windowOpening(instance: Instance, at: number): number | undefined {
  const window = parseMaintenanceWindow(instance.shown.truth?.PreferredMaintenanceWindow ?? '');
  return window && nextOpening(window, at);
}

/** Plans the next visit in the window, in place of one planned before. None is needed if nothing waits. */
export function scheduleWindow(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  visit: Visit,
): void {
  instance.cancelWindow?.();
  instance.cancelWindow = undefined;
  const next = nextVisit(world, instance, at);
  if (next === never) return;
  instance.cancelWindow = world.agenda.schedule(next, (due) => {
    // An instance that is busy plans again when it is available.
    if (instance.shown.truth?.ReplicationInstanceStatus !== 'available' || instance.applying) return;
    const maintenance = instance.maintenance.filter((action) => dueTime(action) <= due);
    visit(
      world,
      region,
      instance,
      due,
      dueChanges(world, instance, due),
      maintenance.map(({ shape }) => shape.Action),
    );
  });
}
