/** What a status of an instance means. Unknown ones are taken for transient (SDK: plain strings). */
export type InstanceMeaning = 'available' | 'upgrading' | 'transient' | 'gone' | 'bad';

const instanceMeanings: Readonly<Record<string, InstanceMeaning>> = {
  available: 'available',
  upgrading: 'upgrading',
  modifying: 'upgrading',
  deleting: 'gone',
  deleted: 'gone',
  failed: 'bad',
  'storage-full': 'bad',
  'incompatible-credentials': 'bad',
  'incompatible-network': 'bad',
  'inaccessible-encryption-credentials': 'bad',
};

/** The meaning of an instance's status. */
export function instanceMeaning(status: string): InstanceMeaning {
  return Object.hasOwn(instanceMeanings, status) ? (instanceMeanings[status] ?? 'transient') : 'transient';
}

/** What a status of a task means. Unknown ones are taken for transient (SDK: plain strings). */
export type TaskMeaning = 'ready' | 'running' | 'stopped' | 'failed' | 'starting' | 'transient';

const taskMeanings: Readonly<Record<string, TaskMeaning>> = {
  ready: 'ready',
  running: 'running',
  stopped: 'stopped',
  failed: 'failed',
  'failed-move': 'failed',
  starting: 'starting',
};

/** The meaning of a task's status. */
export function taskMeaning(status: string): TaskMeaning {
  return Object.hasOwn(taskMeanings, status) ? (taskMeanings[status] ?? 'transient') : 'transient';
}

const ownEnds: ReadonlySet<string> = new Set([
  'FULL_LOAD_ONLY_FINISHED',
  'STOPPED_AFTER_FULL_LOAD',
  'STOPPED_AFTER_CACHED_EVENTS',
  'STOPPED_AFTER_DDL_APPLY',
  'STOPPED_AT_SERVER_TIME',
  'STOPPED_AT_COMMIT_TIME',
]);

/** Whether a task stopped because it was at its end, or where its own settings stop it. */
export function isOwnEnd(stopReason: string | undefined): boolean {
  return stopReason !== undefined && ownEnds.has(stopReason);
}

const troubles: ReadonlySet<string> = new Set([
  'RECOVERABLE_ERROR',
  'FATAL_ERROR',
  'EXPRESS_LICENSE_LIMITS_REACHED',
  'STOPPED_DUE_TO_LOW_MEMORY',
  'STOPPED_DUE_TO_LOW_DISK',
]);

/** Whether a task stopped because something was wrong. */
export function isTrouble(stopReason: string | undefined): boolean {
  return stopReason !== undefined && troubles.has(stopReason);
}

const byService: ReadonlySet<string> = new Set(['RECONFIGURATION_RESTART', 'RECYCLE_TASK']);

/** Whether DMS itself surely stopped it; `NORMAL` may be anybody's. */
export function isStoppedByService(stopReason: string | undefined): boolean {
  return stopReason !== undefined && byService.has(stopReason);
}
