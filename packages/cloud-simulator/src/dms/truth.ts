import { findInstance, findTask } from './locate.ts';
import type { ReplicationInstanceShape, ReplicationTaskShape } from './shapes.ts';
import type { Region, Task } from './state.ts';

/** A task as it really is, with what no describe shows. */
export interface DmsTaskTruth extends ReplicationTaskShape {
  readonly everRun: boolean;
  /** How often the replication slot was created; 0 where there is none. More than once: changes were lost. */
  readonly slotsCreated: number;
}

/**
 * What is true now, past every delay of reads: for tests to compare with what was reported. Resources are
 * named by ARN, by `region/identifier`, or by identifier where only one region has it.
 */
export interface DmsTruth {
  instance(name: string): ReplicationInstanceShape | undefined;
  task(name: string): DmsTaskTruth | undefined;
  instances(region: string): readonly ReplicationInstanceShape[];
  tasks(region: string): readonly DmsTaskTruth[];
}

function taskTruth(task: Task): DmsTaskTruth[] {
  const shape = task.shown.truth;
  return shape === undefined
    ? []
    : [{ ...shape, everRun: task.everRun, slotsCreated: task.slot?.created ?? 0 }];
}

/** `settle` first makes the transitions that are due. */
export function createTruth(regions: ReadonlyMap<string, Region>, settle: () => number): DmsTruth {
  return {
    instance(name) {
      settle();
      return findInstance(regions, name)?.[1].shown.truth;
    },
    task(name) {
      settle();
      const found = findTask(regions, name);
      return found && taskTruth(found[1])[0];
    },
    instances(region) {
      settle();
      return [...(regions.get(region)?.instances.values() ?? [])].flatMap(({ shown }) => shown.truth ?? []);
    },
    tasks(region) {
      settle();
      return [...(regions.get(region)?.tasks.values() ?? [])].flatMap(taskTruth);
    },
  };
}
