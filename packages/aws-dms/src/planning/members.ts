import type { Facts, PlannedMember } from '@engine-upgrader/core';
import {
  instanceUrl,
  type ReplicationInstance,
  type ReplicationTask,
  taskUrl,
} from '../observe/resources.ts';
import { instanceEvidence, taskEvidence } from '../steps/evidence.ts';

/** The role of the instance that tasks are moved away from. */
export const oldInstance = 'old-instance';
/** The role of the instance that tasks are moved to. */
export const newInstance = 'new-instance';

/** An instance as a member; nothing is known of one that is yet to be created. */
export function instanceMember(
  role: typeof oldInstance | typeof newInstance,
  url: string,
  instance: ReplicationInstance | undefined,
): PlannedMember {
  const before = instance ? { ...instanceEvidence(instance), arn: instance.arn } : {};
  return { reference: url, role, before };
}

/** A task that may be moved, as a member: it keeps the reference that it had on the old instance. */
export function taskMember(instance: ReplicationInstance, task: ReplicationTask): PlannedMember {
  const { region, instanceId } = instance;
  return {
    reference: taskUrl(region, instanceId, task.identifier),
    role: 'task',
    before: { ...taskEvidence(task), arn: task.arn, instance: instanceId },
  };
}

/** What must not move of one of the two instances between plan and start. */
export function besideFingerprint(instance: ReplicationInstance): Facts {
  return { arn: instance.arn, engineVersion: instance.engineVersion };
}

/** A fingerprint by member and field. */
export function fingerprintOf(parts: readonly (readonly [string, Facts])[]): Facts {
  return Object.fromEntries(
    parts.flatMap(([url, fields]) =>
      Object.entries(fields).map(([field, value]) => [`${url}#${field}`, value]),
    ),
  );
}

/** The reference of an instance. */
export function urlOf({ region, instanceId }: ReplicationInstance): string {
  return instanceUrl(region, instanceId);
}
