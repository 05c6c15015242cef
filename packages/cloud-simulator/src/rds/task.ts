/** How an upgrade goes on once it has been accepted. */
export type UpgradeOutcome =
  | 'succeeds'
  /** Back to Running on the old version, with a failed history task. */
  | 'fails'
  /** Stays in EngineVersionUpgrading until somebody releases it. */
  | 'sticks'
  /** Accepted, and never begun: cancelled before its time. */
  | 'vanishes';

/** Something that runs on an instance; its status at a time follows from its times. */
export interface RdsTask {
  /** What the call that began it returned as TaskId. */
  readonly id: string;
  /** Its id in the history of tasks, in the form `t-…`. */
  readonly historyId: string;
  readonly type: string;
  readonly instance: string;
  readonly region: string;
  readonly from: string;
  readonly to: string;
  readonly acceptedAt: number;
  readonly waitsForWindow: boolean;
  readonly duration: number;
  readonly cause: 'call' | 'follow' | 'person';
  readonly token: string | undefined;
  readonly caller: string | undefined;
  outcome: UpgradeOutcome;
  beganAt: number | undefined;
  endedAt: number | undefined;
  end: 'Succeed' | 'Failed' | 'Canceled' | undefined;
}

/** The status that DescribeHistoryTasks shows, as of `at`. */
export function taskStatus(task: RdsTask, at: number): string {
  if (task.endedAt !== undefined && task.endedAt <= at) return task.end ?? 'Succeed';
  if (task.beganAt !== undefined && task.beganAt <= at) return 'Running';
  return task.waitsForWindow ? 'Waiting' : 'Scheduled';
}

/** The progress that DescribeHistoryTasks shows, in percent, as of `at`. */
export function taskProgress(task: RdsTask, at: number): number {
  const status = taskStatus(task, at);
  if (status === 'Succeed') return 100;
  if (task.beganAt === undefined || task.beganAt > at) return 0;
  const until = task.endedAt !== undefined && task.endedAt <= at ? task.endedAt : at;
  return Math.min(99, Math.floor(((until - task.beganAt) / Math.max(1, task.duration)) * 100));
}
