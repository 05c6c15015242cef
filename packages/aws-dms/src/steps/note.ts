import type { Instant } from '@engine-upgrader/core';

/** How a task that ran was, before it was stopped. */
export interface TaskBefore {
  readonly taskArn: string;
  readonly identifier: string;
  readonly status: string;
  readonly migrationType: string;
  readonly stopReason?: string | undefined;
  readonly checkpoint?: string | undefined;
  /** When that run began, by the cloud's clock. */
  readonly startDate?: Instant | undefined;
  /** When it was last seen to run. */
  readonly seenAt: Instant;
  /** For a task that no longer runs while its instance is still available: since which look. */
  readonly idleSince?: Instant | undefined;
  /** When it stopped then, by the cloud's clock: a later stop is another one. */
  readonly stopDate?: Instant | undefined;
}

/** What a step keeps in mind between looks. */
export interface DmsNote {
  /** Of a stop: how the task was before the first call. */
  readonly before?: TaskBefore | undefined;
  /** Of a stop: the task's checkpoint and stop date once it had stopped, and when that was first seen. */
  readonly stopped?:
    | {
        readonly seenAt: Instant;
        readonly stopDate?: Instant | undefined;
        readonly checkpoint?: string | undefined;
      }
    | undefined;
  /** Of a restore: the stop, by its date, from which the first attempt resumes; and that at which an attempt failed. */
  readonly restingSince?: Instant | undefined;
  readonly failedAttempt?: { readonly attempt: number; readonly stopDate?: Instant | undefined } | undefined;
  /** Of a creation: the ARN of the instance that was seen. Of a connection test or a move: the status before the call. */
  readonly created?: string | undefined;
  readonly statusBefore?: string | undefined;
  /** Of an upgrade: when it was first asked for, as far as that may have had an effect. */
  readonly askedAt?: Instant | undefined;
  /** Of an upgrade: the tasks that ran when the instance left `available`, refreshed at each look until then. */
  readonly ran?: readonly TaskBefore[] | undefined;
  /** Of an upgrade: tasks that were seen to run and that somebody stopped before DMS did. */
  readonly stoppedByOthers?: readonly string[] | undefined;
  /** Of an upgrade: whether the instance was seen to have left `available`; `ran` is final then. */
  readonly left?: boolean | undefined;
}
