import { findInstance, findTask } from './locate.ts';
import type { StartType } from './task-start.ts';
import type { Region, World } from './state.ts';

/**
 * Somebody else at work in the same account, through the same API and its refusals. Each function acts at
 * once; it is recorded in the journal as `person` and returns false, without effect, where the API refuses
 * it. Resources are named by ARN, by `region/identifier`, or by identifier where only one region has it.
 */
export interface DmsPerson {
  /** Makes any call. */
  call(region: string, action: string, parameters: Record<string, unknown>): boolean;
  stopTask(task: string): boolean;
  /** Default: resumes a task that ran, starts one that never did. */
  startTask(task: string, type?: StartType): boolean;
  deleteTask(task: string): boolean;
  moveTask(task: string, instance: string): boolean;
  /** Upgrades at once, unless told to wait for the window. */
  upgrade(instance: string, version: string, options?: { inWindow?: boolean }): boolean;
  /** Any other modification, by the API's field names. */
  modify(instance: string, changes: Record<string, unknown>): boolean;
  deleteInstance(instance: string): boolean;
  reboot(instance: string): boolean;
}

/** Carries out a call as somebody; returns the code of a refusal, or undefined. */
export type CarryOut = (
  region: string,
  action: string,
  parameters: Record<string, unknown>,
  caller: string,
) => string | undefined;

/** `settle` first makes the transitions that are due, and tells the time. */
export function createPerson(
  world: World,
  regions: ReadonlyMap<string, Region>,
  settle: () => number,
  carryOut: CarryOut,
): DmsPerson {
  const call = (
    region: string,
    action: string,
    parameters: Record<string, unknown>,
    resource?: string,
  ): boolean => {
    const at = settle();
    const refusal = carryOut(region, action, parameters, 'person');
    world.journal.record({
      at,
      service: 'dms',
      region,
      kind: 'person',
      action,
      ...(resource !== undefined && { resource }),
      detail: { parameters, code: refusal ?? 'OK' },
      caller: 'person',
    });
    return refusal === undefined;
  };
  const onInstance = (name: string, action: string, parameters: Record<string, unknown> = {}): boolean => {
    settle();
    const found = findInstance(regions, name);
    if (found === undefined) return false;
    const [region, { arn, shown }] = found;
    const resource = shown.truth?.ReplicationInstanceIdentifier;
    return call(region.name, action, { ReplicationInstanceArn: arn, ...parameters }, resource);
  };
  const onTask = (name: string, action: string, parameters: Record<string, unknown> = {}): boolean => {
    settle();
    const found = findTask(regions, name);
    if (found === undefined) return false;
    const [region, { arn, shown }] = found;
    const resource = shown.truth?.ReplicationTaskIdentifier;
    return call(region.name, action, { ReplicationTaskArn: arn, ...parameters }, resource);
  };
  return {
    call: (region, action, parameters) => call(region, action, parameters),
    stopTask: (task) => onTask(task, 'StopReplicationTask'),
    startTask(task, type) {
      const usual = findTask(regions, task)?.[1].everRun === true ? 'resume-processing' : 'start-replication';
      return onTask(task, 'StartReplicationTask', { StartReplicationTaskType: type ?? usual });
    },
    deleteTask: (task) => onTask(task, 'DeleteReplicationTask'),
    moveTask(task, instance) {
      const arn = findInstance(regions, instance)?.[1].arn;
      return arn !== undefined && onTask(task, 'MoveReplicationTask', { TargetReplicationInstanceArn: arn });
    },
    upgrade: (instance, version, { inWindow = false } = {}) =>
      onInstance(instance, 'ModifyReplicationInstance', {
        EngineVersion: version,
        AllowMajorVersionUpgrade: true,
        ApplyImmediately: !inWindow,
      }),
    modify: (instance, changes) => onInstance(instance, 'ModifyReplicationInstance', changes),
    deleteInstance: (instance) => onInstance(instance, 'DeleteReplicationInstance'),
    reboot: (instance) => onInstance(instance, 'RebootReplicationInstance'),
  };
}
