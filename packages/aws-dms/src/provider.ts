import type { EffectiveTime, Instant, Provider } from '@engine-upgrader/core';
import type {
  InstanceTasks,
  ReplicationInstance,
  ReplicationTask,
  ServerlessReplication,
} from './observe/resources.ts';
import type { DmsSurvey } from './observe/survey.ts';
import type { DmsInputs } from './wire/api.ts';

/** Who stops the tasks that run before an upgrade in place. */
export type StopTasks = 'upgrader' | 'dms';

/** Choices of a request that only AWS DMS has. */
export interface DmsOptions {
  /** How to get to the target. Default `in-place`: ModifyReplicationInstance. */
  readonly strategy?: 'in-place' | undefined;
  /**
   * Who stops the tasks that run. Default: `upgrader` for an upgrade that takes effect at once, so that their
   * checkpoints are known before; `dms` for one in the maintenance window, where nobody can be ahead of it.
   */
  readonly stopTasks?: StopTasks | undefined;
}

/** What the steps of one task are told. */
interface TaskInput {
  readonly region: string;
  readonly taskArn: string;
  readonly identifier: string;
  readonly instanceArn: string;
}

/** Stops one task, so that it can be resumed from a known checkpoint. */
export interface StopTaskStep extends TaskInput {
  readonly kind: 'stop-task';
}

/** Upgrades the instance by one hop. */
export interface UpgradeInstanceStep {
  readonly kind: 'upgrade-instance';
  readonly region: string;
  readonly instanceId: string;
  readonly instanceArn: string;
  /** Tasks known when the plan was made: a listing that lacks one costs a direct look. */
  readonly taskArns: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly effectiveTime: EffectiveTime;
  /** As the cloud words it: `sun:06:00-sun:14:00`. */
  readonly maintenanceWindow?: string | undefined;
}

/** Puts one task back as it was. */
export interface RestoreTaskStep extends TaskInput {
  readonly kind: 'restore-task';
  readonly instanceId: string;
  /** The step that stopped it, where there is one. */
  readonly stopStep?: string | undefined;
  /** The steps that upgrade its instance. */
  readonly upgradeSteps: readonly string[];
}

/** What a step is told by its plan. */
export type DmsStep = StopTaskStep | UpgradeInstanceStep | RestoreTaskStep;

/** One mutating request. */
export type DmsCall = {
  readonly [O in 'ModifyReplicationInstance' | 'StopReplicationTask' | 'StartReplicationTask']: {
    readonly operation: O;
    readonly region: string;
    readonly input: DmsInputs[O];
  };
}[keyof Pick<DmsInputs, 'ModifyReplicationInstance' | 'StopReplicationTask' | 'StartReplicationTask'>];

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
  /** Of an upgrade: when it was first asked for, as far as that may have had an effect. */
  readonly askedAt?: Instant | undefined;
  /** Of an upgrade: the tasks that ran when the instance left `available`, refreshed at each look until then. */
  readonly ran?: readonly TaskBefore[] | undefined;
  /** Of an upgrade: tasks that were seen to run and that somebody stopped before DMS did. */
  readonly stoppedByOthers?: readonly string[] | undefined;
  /** Of an upgrade: whether the instance was seen to have left `available`; `ran` is final then. */
  readonly left?: boolean | undefined;
}

/** Something to look at. */
export type DmsNeed =
  | { readonly key: string; readonly kind: 'instance'; readonly region: string; readonly instanceId: string }
  | {
      readonly key: string;
      readonly kind: 'tasks';
      readonly region: string;
      readonly instanceArn: string;
      /** Tasks that should be among them: one that a listing lacks costs a direct look. */
      readonly known: readonly string[];
    }
  | {
      readonly key: string;
      readonly kind: 'task';
      readonly region: string;
      readonly taskArn: string;
      readonly instanceArn: string;
    };

/** What a look sees. */
export type DmsResource = ReplicationInstance | InstanceTasks | ReplicationTask;

/** AWS DMS, as core's types take it. */
export interface AwsDms extends Provider {
  readonly id: 'aws-dms';
  readonly instance: ReplicationInstance | ServerlessReplication;
  readonly options: DmsOptions;
  readonly survey: DmsSurvey;
  readonly step: DmsStep;
  readonly call: DmsCall;
  readonly acknowledgement: {
    /** The request's own id: AWS DMS has no task ids of its own. */
    readonly requestId?: string;
    /** What the answer says of the instance or task. */
    readonly status?: string;
  };
  readonly note: DmsNote;
  readonly need: DmsNeed;
  readonly resource: DmsResource;
}
