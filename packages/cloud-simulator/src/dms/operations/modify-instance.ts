import { isIdentifier } from '../arn.ts';
import { applyNow, visitInWindow } from '../instance-lifecycle.ts';
import { parseMaintenanceWindow } from '../maintenance-window.ts';
import { type Context, type Operation, requireInstance } from '../operation.ts';
import {
  optionalBoolean,
  optionalNumber,
  optionalRecord,
  optionalString,
  optionalStrings,
} from '../parameters.ts';
import { Refusal, alreadyExists, invalidCombination, invalidValue, wrongState } from '../refusal.ts';
import { type PendingModifiedValuesShape, type ReplicationInstanceShape, changed } from '../shapes.ts';
import type { Instance } from '../state.ts';
import { changeInstance } from '../transition.ts';
import { compareVersions, majorVersion } from '../version.ts';
import { scheduleWindow } from '../window.ts';

/** Refuses a version that the instance cannot be upgraded to. */
function checkUpgrade(context: Context, shape: ReplicationInstanceShape, target: string): void {
  const { catalogue, switches } = context.world;
  const current = shape.EngineVersion;
  if (!catalogue.requestable(target, context.now)) {
    throw invalidValue(`No replication engine found with version: ${target}`);
  }
  if (compareVersions(target, current) < 0) {
    throw new Refusal(switches.badUpgradeCode, `Cannot downgrade from ${current} to ${target}`);
  }
  if (catalogue.version(current)?.AvailableUpgrades?.includes(target) !== true) {
    throw new Refusal(switches.badUpgradeCode, `Cannot find upgrade path from ${current} to ${target}`);
  }
  const major = majorVersion(target) !== majorVersion(current);
  const exempt = majorVersion(current) === '3.5' && !switches.majorFrom35To36;
  if (major && !exempt && optionalBoolean(context.parameters, 'AllowMajorVersionUpgrade') !== true) {
    throw invalidCombination(
      'The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.',
    );
  }
}

function checkClass(context: Context, version: string, instanceClass: string): void {
  if (context.world.catalogue.orderable(version, instanceClass)) return;
  throw invalidValue(`Replication instance class ${instanceClass} is not available for version ${version}`);
}

/** What was asked for and differs from what is, of those values that can be queued. */
function requestedChanges(context: Context, shape: ReplicationInstanceShape): PendingModifiedValuesShape {
  const { parameters, region } = context;
  const EngineVersion = optionalString(parameters, 'EngineVersion');
  const ReplicationInstanceClass = optionalString(parameters, 'ReplicationInstanceClass');
  const AllocatedStorage = optionalNumber(parameters, 'AllocatedStorage');
  const MultiAZ = optionalBoolean(parameters, 'MultiAZ');
  const NetworkType = optionalString(parameters, 'NetworkType');
  const wanted = { EngineVersion, ReplicationInstanceClass, AllocatedStorage, MultiAZ, NetworkType };
  const requested = Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => value !== undefined && value !== shape[name as keyof typeof wanted],
    ),
  ) as PendingModifiedValuesShape;
  if (requested.EngineVersion !== undefined) checkUpgrade(context, shape, requested.EngineVersion);
  const version = requested.EngineVersion ?? shape.EngineVersion;
  if (requested.ReplicationInstanceClass !== undefined || requested.EngineVersion !== undefined) {
    checkClass(context, version, requested.ReplicationInstanceClass ?? shape.ReplicationInstanceClass);
  }
  if (requested.ReplicationInstanceClass !== undefined && region.capacityShortages > 0) {
    region.capacityShortages -= 1;
    throw new Refusal('InsufficientResourceCapacityFault', 'There is not enough capacity for the class.');
  }
  if (requested.AllocatedStorage !== undefined) {
    if (requested.AllocatedStorage < shape.AllocatedStorage) {
      throw invalidValue('The allocated storage cannot be reduced');
    }
    const used = [...region.instances.values()].reduce(
      (sum, { shown }) => sum + (shown.truth?.AllocatedStorage ?? 0),
      requested.AllocatedStorage - shape.AllocatedStorage,
    );
    if (used > region.quotas.AllocatedStorage) {
      throw new Refusal('StorageQuotaExceededFault', 'The storage quota has been exceeded.');
    }
  }
  return requested;
}

/** Settings that change without an outage, at once. */
function immediateChanges(
  { parameters, region }: Context,
  instance: Instance,
): Partial<ReplicationInstanceShape> {
  const window = optionalString(parameters, 'PreferredMaintenanceWindow');
  if (window !== undefined && parseMaintenanceWindow(window) === undefined) {
    throw invalidValue(`Invalid maintenance window: ${window}`);
  }
  const identifier = optionalString(parameters, 'ReplicationInstanceIdentifier')?.toLowerCase();
  if (identifier !== undefined && !isIdentifier(identifier, 63)) {
    throw invalidValue(`Invalid replication instance identifier: ${identifier}`);
  }
  for (const other of region.instances.values()) {
    if (other !== instance && other.shown.truth?.ReplicationInstanceIdentifier === identifier && identifier) {
      throw alreadyExists(`Replication instance ${identifier} already exists.`);
    }
  }
  const groups = optionalStrings(parameters, 'VpcSecurityGroupIds');
  const automatic = optionalBoolean(parameters, 'AutoMinorVersionUpgrade');
  const kerberos = optionalRecord(parameters, 'KerberosAuthenticationSettings');
  return {
    ...(window !== undefined && { PreferredMaintenanceWindow: window.toLowerCase() }),
    ...(identifier !== undefined && { ReplicationInstanceIdentifier: identifier }),
    ...(automatic !== undefined && { AutoMinorVersionUpgrade: automatic }),
    ...(groups !== undefined &&
      groups.length > 0 && {
        VpcSecurityGroups: groups.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' })),
      }),
    ...(kerberos !== undefined && { KerberosAuthenticationSettings: kerberos }),
  };
}

function checkState(instance: Instance, shape: ReplicationInstanceShape, storage: boolean): void {
  const { ReplicationInstanceStatus: status, ReplicationInstanceIdentifier: identifier } = shape;
  if (instance.modifyRefusal !== undefined) {
    throw new Refusal(instance.modifyRefusal.code, instance.modifyRefusal.message);
  }
  const usable = status === 'available' || (status === 'storage-full' && storage);
  if (!usable || instance.applying !== undefined) {
    throw wrongState(`Replication Instance ${identifier} is not in a state that allows it to be modified.`);
  }
}

/**
 * User guide: without ApplyImmediately changes wait for the maintenance window; with it, whatever else is queued is
 * applied too. A version that is asked for again is no change; asking for the present version takes a queued
 * one back.
 */
export const modifyReplicationInstance: Operation = (context) => {
  const { world, region, now, cause, parameters } = context;
  const [instance, shape] = requireInstance(context);
  checkState(instance, shape, parameters['AllocatedStorage'] !== undefined);
  const requested = requestedChanges(context, shape);
  const settings = immediateChanges(context, instance);
  const immediately = optionalBoolean(parameters, 'ApplyImmediately') === true;
  const queued = shape.PendingModifiedValues;
  const takesBack = queued.EngineVersion !== undefined && parameters['EngineVersion'] === shape.EngineVersion;
  const kept = takesBack ? changed(queued, { EngineVersion: undefined }) : queued;
  const nothing = Object.keys(requested).length === 0 && Object.keys(settings).length === 0 && !takesBack;
  if (nothing && !(immediately && Object.keys(queued).length > 0)) {
    throw invalidCombination('No modifications were requested');
  }
  const waiting = { ...kept, ...requested };
  changeInstance(world, region, instance, now, cause, settings);
  if (immediately && Object.keys(waiting).length > 0) {
    instance.cancelWindow?.();
    applyNow(world, region, instance, now, cause, waiting);
  } else {
    const action = Object.keys(waiting).length > 0 ? 'modification-queued' : 'settings-changed';
    const effect = { action, detail: { applied: waiting } };
    changeInstance(world, region, instance, now, cause, { PendingModifiedValues: waiting }, effect);
    scheduleWindow(world, region, instance, now, visitInWindow);
  }
  return { ReplicationInstance: instance.shown.truth };
};
