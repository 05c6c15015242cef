import type { Facts } from '@engine-upgrader/core';
import type { ReplicationInstance, ReplicationTask } from '../observe/resources.ts';

/** What shows how an instance is. */
export function instanceEvidence(instance: ReplicationInstance): Facts {
  return {
    engineVersion: instance.engineVersion,
    status: instance.status,
    instanceClass: instance.instanceClass,
  };
}

/** What shows how a task is: its checkpoint only where it is current. */
export function taskEvidence(task: ReplicationTask): Facts {
  const rests = task.status === 'stopped' || task.status === 'failed' || task.status === 'failed-move';
  return {
    status: task.status,
    migrationType: task.migrationType,
    ...(task.stopReason === undefined || !rests ? {} : { stopReason: task.stopReason }),
    ...(task.checkpoint === undefined || !rests ? {} : { checkpoint: task.checkpoint }),
    ...(task.lastFailure === undefined || task.status !== 'failed' ? {} : { lastFailure: task.lastFailure }),
  };
}
