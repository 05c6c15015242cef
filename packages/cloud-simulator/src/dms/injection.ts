import { settleInstance } from './instance-lifecycle.ts';
import { findEndpoint, findInstance, findTask } from './locate.ts';
import type { DmsQuotas } from './quotas.ts';
import { type Endpoint, type Instance, type Region, type Task, type World, service } from './state.ts';
import { failTask } from './task-rest.ts';
import { changeInstance, changeTask } from './transition.ts';

/**
 * What a test lets go wrong. Resources are named by ARN, by `region/identifier`, or by identifier where only
 * one region has it; a name that is not there throws an Error. Times are in milliseconds.
 */
export interface DmsInjection {
  /** So many of the next upgrades fail: available again, with the old version. */
  failUpgrade(instance: string, times?: number): void;
  /** The next upgrade never ends, until `release`. */
  stickUpgrade(instance: string): void;
  /** Modifications are refused so; UpgradeDependencyFailureFault, say. Without a refusal, no longer. */
  refuseModify(instance: string, refusal?: { code: string; message: string }): void;
  /** Puts an instance into a status, such as storage-full; back to available after a while if one is given. */
  setInstanceStatus(instance: string, status: string, forMilliseconds?: number): void;
  /** The upgrade that is stuck ends; an instance in another status becomes available. */
  release(instance: string): void;
  /** The next creation or change of class finds no capacity. */
  noCapacity(region: string, times?: number): void;
  /** The next created instance ends in this status, `failed` or `incompatible-network`, say. */
  nextCreationEnds(region: string, status: string): void;
  setQuota(region: string, quota: keyof DmsQuotas, maximum: number): void;
  /** The task fails now. */
  failTask(task: string, message?: string): void;
  /** It fails so long after each resume; undefined for no longer. */
  failAfterResume(task: string, milliseconds: number | undefined): void;
  /** So many of its next starts end in `failed`. */
  failStart(task: string, times?: number): void;
  /** So many of its next moves end in `failed-move`. */
  failMove(task: string, times: number | 'always'): void;
  /** Its next transition never ends. */
  stickTask(task: string): void;
  /** Puts a task into any status. */
  setTaskStatus(task: string, status: string): void;
  /** Connection tests of the endpoint fail with the message, from all or from these instances. */
  failConnection(endpoint: string, message: string | undefined, fromInstances?: readonly string[]): void;
}

function found<T>(result: T | undefined, name: string): T {
  if (result === undefined) throw new Error(`Nothing is named ${name}`);
  return result;
}

/** `settle` first makes the transitions that are due, and tells the time. */
export function createInjection(
  world: World,
  regions: ReadonlyMap<string, Region>,
  settle: () => number,
): DmsInjection {
  const instanceOf = (name: string): [Region, Instance] => (
    settle(), found(findInstance(regions, name), name)
  );
  const taskOf = (name: string): [Region, Task] => (settle(), found(findTask(regions, name), name));
  const endpointOf = (name: string): [Region, Endpoint] => found(findEndpoint(regions, name), name);
  return {
    failUpgrade(name, times = 1) {
      instanceOf(name)[1].upgradesFail = times;
    },
    stickUpgrade(name) {
      instanceOf(name)[1].upgradeSticks = true;
    },
    refuseModify(name, refusal) {
      instanceOf(name)[1].modifyRefusal = refusal;
    },
    setInstanceStatus(name, status, forMilliseconds) {
      const [region, instance] = instanceOf(name);
      const now = settle();
      instance.generation += 1;
      const changes = { ReplicationInstanceStatus: status };
      changeInstance(world, region, instance, now, service, changes, { action: 'instance-status-set' });
      if (forMilliseconds !== undefined) settleInstance(world, region, instance, now, forMilliseconds);
    },
    release(name) {
      const [region, instance] = instanceOf(name);
      const { releaseUpgrade } = instance;
      instance.releaseUpgrade = undefined;
      if (releaseUpgrade !== undefined) releaseUpgrade(settle());
      else settleInstance(world, region, instance, settle(), 0);
      settle();
    },
    noCapacity(name, times = 1) {
      world.region(name).capacityShortages = times;
    },
    nextCreationEnds(name, status) {
      world.region(name).nextCreationEnds = status;
    },
    setQuota(name, quota, maximum) {
      world.region(name).quotas[quota] = maximum;
    },
    failTask(name, message = 'Last Error Task failed. Stop Reason FATAL_ERROR') {
      const [region, task] = taskOf(name);
      failTask(world, region, task, settle(), message);
    },
    failAfterResume(name, milliseconds) {
      taskOf(name)[1].failsAfterResume = milliseconds;
    },
    failStart(name, times = 1) {
      taskOf(name)[1].startsFail = times;
    },
    failMove(name, times) {
      taskOf(name)[1].movesFail = times === 'always' ? Infinity : times;
    },
    stickTask(name) {
      taskOf(name)[1].sticks = true;
    },
    setTaskStatus(name, status) {
      const [region, task] = taskOf(name);
      task.generation += 1;
      changeTask(world, region, task, settle(), service, { Status: status }, { action: 'task-status-set' });
    },
    failConnection(name, message, fromInstances) {
      const [, endpoint] = endpointOf(name);
      endpoint.unreachable = message;
      endpoint.unreachableFrom = fromInstances;
    },
  };
}
