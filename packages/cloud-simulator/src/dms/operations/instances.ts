import {
  beginDelete,
  beginMaintenance,
  beginReboot,
  applyNow,
  visitInWindow,
} from '../instance-lifecycle.ts';
import { type Listing, list } from '../listing.ts';
import { type Context, type Operation, requireInstance } from '../operation.ts';
import { optionalBoolean, optionalString, requiredString } from '../parameters.ts';
import { isArn } from '../arn.ts';
import { invalidCombination, invalidValue, notFound, wrongState } from '../refusal.ts';
import { changed, seconds } from '../shapes.ts';
import { type Instance, type MaintenanceAction, tasksOn } from '../state.ts';
import { scheduleWindow, windowOpening } from '../window.ts';

/** SDK: "You must delete any migration tasks that are associated with the replication instance before". */
export const deleteReplicationInstance: Operation = (context) => {
  const { world, region, now, cause } = context;
  const [instance, shape] = requireInstance(context);
  const { ReplicationInstanceStatus: status, ReplicationInstanceIdentifier: identifier } = shape;
  if (['creating', 'modifying', 'upgrading', 'rebooting', 'deleting', 'maintenance'].includes(status)) {
    throw wrongState(`Replication Instance ${identifier} is ${status} and cannot be deleted.`);
  }
  if (instance.applying !== undefined)
    throw wrongState(`Replication Instance ${identifier} is being modified.`);
  const arriving = [...region.tasks.values()].some(
    ({ shown }) => shown.truth?.TargetReplicationInstanceArn === instance.arn,
  );
  if (arriving || tasksOn(region, instance.arn).length > 0) {
    throw wrongState(`Replication Instance ${identifier} is in use by one or more replication tasks.`);
  }
  beginDelete(world, region, instance, now, cause);
  return { ReplicationInstance: instance.shown.truth };
};

function requireAvailable(context: Context): Instance {
  const [instance, shape] = requireInstance(context);
  if (shape.ReplicationInstanceStatus !== 'available' || instance.applying !== undefined) {
    throw wrongState(`Replication Instance ${shape.ReplicationInstanceIdentifier} is not available.`);
  }
  return instance;
}

export const rebootReplicationInstance: Operation = (context) => {
  const { world, region, now, cause, parameters } = context;
  const forced = optionalBoolean(parameters, 'ForceFailover') === true;
  const planned = optionalBoolean(parameters, 'ForcePlannedFailover') === true;
  const instance = requireAvailable(context);
  if (forced && planned) {
    throw invalidCombination('ForceFailover and ForcePlannedFailover cannot both be set to true.');
  }
  if ((forced || planned) && instance.shown.truth?.MultiAZ !== true) {
    throw invalidCombination('The instance is not configured for MultiAZ.');
  }
  beginReboot(world, region, instance, now, cause);
  return { ReplicationInstance: instance.shown.truth };
};

interface PendingShape {
  readonly ResourceIdentifier: string;
  readonly PendingMaintenanceActionDetails: readonly MaintenanceAction['shape'][];
}

function pendingShape(instance: Instance): PendingShape {
  return {
    ResourceIdentifier: instance.arn,
    PendingMaintenanceActionDetails: instance.maintenance.map(({ shape }) => shape),
  };
}

const pendingActions: Listing<PendingShape> = {
  field: 'PendingMaintenanceActions',
  what: 'pending maintenance actions',
  filters: {
    'replication-instance-arn': { value: (item) => item.ResourceIdentifier, isWellFormed: isArn },
  },
};

export const describePendingMaintenanceActions: Operation = (context) => {
  const arn = optionalString(context.parameters, 'ReplicationInstanceArn');
  if (arn !== undefined) requireInstance(context);
  const pending = [...context.region.instances.values()].filter(
    (instance) =>
      instance.maintenance.length > 0 &&
      instance.shown.truth !== undefined &&
      (arn === undefined || instance.arn === arn),
  );
  return list(context, pending.map(pendingShape), pendingActions);
};

const optIns = ['immediate', 'next-maintenance', 'undo-opt-in'];

/** SDK: an opt-in of type `immediate` cannot be undone. */
export const applyPendingMaintenanceAction: Operation = (context) => {
  const { world, region, now, cause, parameters } = context;
  const [instance] = requireInstance(context);
  const name = requiredString(parameters, 'ApplyAction');
  const optIn = requiredString(parameters, 'OptInType');
  if (!optIns.includes(optIn)) throw invalidValue(`Invalid opt-in type: ${optIn}`);
  const action = instance.maintenance.find(({ shape }) => shape.Action === name);
  if (action === undefined) throw notFound(`No pending maintenance action ${name} for the instance.`);
  if (optIn === 'immediate') {
    requireAvailable(context);
    action.shape = changed(action.shape, { OptInStatus: optIn, CurrentApplyDate: seconds(now) });
    const answer = { ResourcePendingMaintenanceActions: pendingShape(instance) };
    instance.maintenance = instance.maintenance.filter((other) => other !== action);
    instance.cancelWindow?.();
    if (action.engineVersion === undefined) beginMaintenance(world, region, instance, now, cause, [name]);
    else applyNow(world, region, instance, now, cause, { EngineVersion: action.engineVersion });
    return answer;
  }
  const opening = windowOpening(instance, now);
  action.shape = changed(action.shape, {
    OptInStatus: optIn === 'undo-opt-in' ? undefined : optIn,
    CurrentApplyDate: optIn === 'undo-opt-in' || opening === undefined ? undefined : seconds(opening),
  });
  scheduleWindow(world, region, instance, now, visitInWindow);
  return { ResourcePendingMaintenanceActions: pendingShape(instance) };
};
