/** Who stops the tasks that run before an upgrade in place. */
export type StopTasks = 'upgrader' | 'dms';

/** Choices of a request that only AWS DMS has. */
export interface DmsOptions {
  /**
   * How to get to the target. Default `in-place`: ModifyReplicationInstance. `side-by-side`: a new instance, to which
   * the tasks are moved one after the other. `cleanup`: deletes an instance that an upgrade has left without tasks.
   */
  readonly strategy?: Strategy | undefined;
  /**
   * Who stops the tasks that run. Default: `upgrader` for an upgrade that takes effect at once, so that their
   * checkpoints are known before; `dms` for one in the maintenance window, where nobody can be ahead of it.
   */
  readonly stopTasks?: StopTasks | undefined;
  /** Side by side: which tasks are moved. Default `all`; `running`, or their identifiers. */
  readonly tasks?: 'all' | 'running' | readonly string[] | undefined;
  /** Side by side: identifiers of the tasks that are moved first, in this order. Default: those that run, by name. */
  readonly order?: readonly string[] | undefined;
  /** Side by side: how many tasks are under way at the same time, at most. Default 1. */
  readonly parallelTasks?: number | undefined;
  /** Side by side: how many tasks are moved ahead of all others. Default 1; 0 for none. */
  readonly canary?: number | undefined;
  /** Side by side: whether a person has to say `continue` after the canary. Default true. */
  readonly pauseAfterCanary?: boolean | undefined;
  /** Side by side: what becomes of a task that cannot be moved. Default `resume-on-old`. */
  readonly afterFailedMove?: AfterFailedMove | undefined;
  /** Side by side: how often the move of a task is tried, 1 to 10. Default 3. */
  readonly moveAttempts?: number | undefined;
  /** Side by side: a task that stopped without a checkpoint is moved, or (default) refused and resumed where it was. */
  readonly withoutCheckpoint?: WithoutCheckpoint | undefined;
  /** Side by side: an instance that exists, in place of a new one. */
  readonly target?: string | undefined;
  /** Side by side: the new instance's class, storage in gigabytes, zone. Default: the old one's. */
  readonly targetClass?: string | undefined;
  readonly targetStorage?: number | undefined;
  readonly targetZone?: string | undefined;
  /** How long a running task may pause, in milliseconds: the advice which strategy to take keeps to it. */
  readonly toleratedPause?: number | undefined;
  /** Cleanup: the id of the plan that left the instance behind. */
  readonly cleanupOf?: string | undefined;
}

/** How an instance gets to its target. */
export type Strategy = 'in-place' | 'side-by-side' | 'cleanup';

/** What becomes of a task whose move failed for good. */
export type AfterFailedMove = 'resume-on-old' | 'leave-stopped';

/** What becomes of a task that stopped without a checkpoint. */
export type WithoutCheckpoint = 'refuse' | 'move';
