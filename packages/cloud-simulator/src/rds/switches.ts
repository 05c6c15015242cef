import type { Random } from '../random.ts';
import type { RdsHop } from './versions.ts';

/**
 * What the service does with read-only and disaster-recovery instances in a hop.
 *
 * - `first`: they are upgraded before their primary, which is refused until all of them are
 * - `follow`: they are refused (ReadInstanceNotSupport), and follow when their primary has been upgraded
 * - `afterwards`: they are refused while their primary is on the old version, do not follow, and can be
 *   upgraded once their primary has been
 */
export type ReplicaBehaviour = 'first' | 'follow' | 'afterwards';

/** What the documentation leaves open about ApsaraDB RDS, each as a setting. Durations are milliseconds. */
export interface RdsSwitches {
  /** Per hop. The documents of 5.5 to 5.6 want replicas first; of later hops they contradict each other. */
  replicas: Record<RdsHop, ReplicaBehaviour>;
  /** How long a client token is remembered. */
  tokenMemory: number;
  /**
   * A remembered token with other parameters: `refuse` answers IdempotentParameterMismatch, `same-answer`
   * repeats the first answer without effect, `new-request` carries the request out as if the token were new.
   */
  tokenMismatch: 'refuse' | 'same-answer' | 'new-request';
  /** How TaskId is written in JSON: the documentation's table says string, one of its samples number. */
  taskId: 'number' | 'string';
  /** Whether DescribeHistoryTasks knows an upgrade by the TaskId that the upgrade call returned. */
  historyIds: 'joined' | 'separate';
  /** Whether DescribeHistoryTasks lists upgrades at all. */
  history: boolean;
  /** The status of an instance whose upgrade waits for the maintenance window. */
  waitingStatus: 'Running' | 'INS_MAINTAINING';
  /** The letter case of statuses. */
  statusCase: 'documented' | 'lower' | 'upper';
  /** How long a change takes until reads show it. */
  propagation: number;
  /** How long an accepted upgrade takes until its instance leaves Running. */
  beginDelay: number;
  /** How long after the return to Running the new version shows. */
  versionLag: number;
  /** Whether a busy instance is refused as IncorrectDBInstanceState or as InvalideStatus.Format [sic]. */
  busyCode: 'IncorrectDBInstanceState' | 'InvalideStatus.Format';
  /** The HTTP status around IncorrectDBInstanceState: three pages of the documentation have three. */
  busyStatus: 403 | 400 | 500;
  /** How long after its primary a replica begins to follow. */
  followDelay: number;
}

/** The settings that the documents make most likely. */
export const defaultRdsSwitches: RdsSwitches = {
  replicas: { '5.5-5.6': 'first', '5.6-5.7': 'follow', '5.7-8.0': 'follow' },
  tokenMemory: 24 * 60 * 60_000,
  tokenMismatch: 'refuse',
  taskId: 'string',
  historyIds: 'separate',
  history: true,
  waitingStatus: 'Running',
  statusCase: 'documented',
  propagation: 0,
  beginDelay: 5_000,
  versionLag: 0,
  busyCode: 'IncorrectDBInstanceState',
  busyStatus: 403,
  followDelay: 10_000,
};

/** Draws a setting of every switch. 5.5 to 5.6 stays replicas first, which the documents agree on. */
export function drawRdsSwitches(random: Random): RdsSwitches {
  const behaviours: readonly ReplicaBehaviour[] = ['first', 'follow', 'afterwards'];
  return {
    replicas: { '5.5-5.6': 'first', '5.6-5.7': random.pick(behaviours), '5.7-8.0': random.pick(behaviours) },
    tokenMemory: random.pick([60_000, 10 * 60_000, 24 * 60 * 60_000]),
    tokenMismatch: random.pick(['refuse', 'same-answer', 'new-request'] as const),
    taskId: random.pick(['number', 'string'] as const),
    historyIds: random.pick(['joined', 'separate'] as const),
    history: random.chance(0.75),
    waitingStatus: random.pick(['Running', 'INS_MAINTAINING'] as const),
    statusCase: random.pick(['documented', 'documented', 'lower', 'upper'] as const),
    propagation: random.chance(0.4) ? 0 : random.integer(1, 30_000),
    beginDelay: random.chance(0.3) ? 0 : random.integer(1, 30_000),
    versionLag: random.chance(0.5) ? 0 : random.integer(1, 30_000),
    busyCode: random.chance(0.8) ? 'IncorrectDBInstanceState' : 'InvalideStatus.Format',
    busyStatus: random.pick([403, 400, 500] as const),
    followDelay: random.integer(0, 60_000),
  };
}
