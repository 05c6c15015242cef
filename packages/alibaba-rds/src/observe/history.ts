import type { Instant } from '@engine-upgrader/core';

/** One entry of an instance's task history. */
export interface HistoryTask {
  readonly taskId: string;
  readonly type: string;
  /** Scheduled, Running, Succeed, Failed, Cancelling, Canceled or Waiting. */
  readonly status: string;
  readonly startedAt?: Instant;
  readonly progress?: number;
  readonly remainingSeconds?: number;
  readonly currentStep?: string;
  readonly reason?: string;
}

/**
 * An instance's task history. Success never depends on it, so one that cannot be read is no reason to stop:
 * then it is `unreadable`. Only where it is decisive is it waited for, unless it never can be read. What says by
 * itself how it is is not asked for its history.
 */
export interface HistoryResource {
  readonly kind: 'history';
  readonly tasks: readonly HistoryTask[] | 'unreadable' | 'not-asked';
}

/** Whether a task is an upgrade of the engine's major version, as far as its type tells. */
export function isEngineUpgrade(task: HistoryTask): boolean {
  return /upgrade|version/i.test(task.type) && !/minor|kernel|proxy|apsaradb/i.test(task.type);
}
