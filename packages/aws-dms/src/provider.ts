import type { EffectiveTime, Instant, Provider } from '@engine-upgrader/core';
import type {
  EndpointConnection,
  InstanceTasks,
  ReplicationInstance,
  ReplicationTask,
  ResourceTags,
  ServerlessReplication,
} from './observe/resources.ts';
import type { DmsSurvey } from './observe/survey.ts';
import type { DmsInputs, NewInstance, Tag } from './wire/api.ts';

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
  /** Side by side: the step that moved it. */
  readonly moved?: MovedBy | undefined;
}

/** The instance that tasks are moved to; its ARN is known from the plan, or from the step that creates it. */
export interface TargetInstance {
  readonly instanceId: string;
  readonly instanceArn?: string | undefined;
  readonly createStep?: string | undefined;
}

/** How a task was to be moved. */
export interface MovedBy {
  readonly moveStep: string;
  readonly target: TargetInstance;
  readonly afterFailedMove: AfterFailedMove;
  readonly wayOn: WayOn;
}

/** What a task that goes on from a checkpoint is made from. */
export interface WayOn {
  readonly sourceEndpointArn?: string | undefined;
  readonly targetEndpointArn?: string | undefined;
  readonly migrationType: string;
  /** Its source is PostgreSQL: the slot, where the endpoint names one. */
  readonly postgresql?: { readonly slotName?: string | undefined } | undefined;
}

/** Creates the instance that tasks are moved to. */
export interface CreateInstanceStep {
  readonly kind: 'create-instance';
  readonly region: string;
  readonly settings: NewInstance;
  /** Those of the old instance. */
  readonly tags: readonly Tag[];
}

/** Tests the connection from the new instance to an endpoint. */
export interface TestConnectionStep {
  readonly kind: 'test-connection';
  readonly region: string;
  readonly endpointArn: string;
  readonly identifier: string;
  readonly target: TargetInstance;
}

/** Moves one task to the new instance. */
export interface MoveTaskStep extends TaskInput {
  readonly kind: 'move-task';
  readonly target: TargetInstance;
  readonly stopStep: string;
  readonly withoutCheckpoint: WithoutCheckpoint;
  /** How often it is tried. Absent in older plans: 3. */
  readonly moveAttempts?: number | undefined;
  readonly wayOn: WayOn;
}

/** Waits until a person says `continue`. */
export interface PauseStep {
  readonly kind: 'pause';
  readonly reason: string;
}

/** Says which instances are left without tasks, and what still names the old one. */
export interface NameLeftOversStep {
  readonly kind: 'name-left-overs';
  readonly region: string;
  readonly instanceId: string;
  readonly instanceArn: string;
  readonly target: TargetInstance;
  /** Event subscriptions that name the old instance. */
  readonly subscriptions: readonly string[];
}

/** Deletes an instance that has no tasks. */
export interface DeleteInstanceStep {
  readonly kind: 'delete-instance';
  readonly region: string;
  readonly instanceId: string;
  readonly instanceArn: string;
}

/** What a step is told by its plan. */
export type DmsStep =
  | StopTaskStep
  | UpgradeInstanceStep
  | RestoreTaskStep
  | CreateInstanceStep
  | TestConnectionStep
  | MoveTaskStep
  | PauseStep
  | NameLeftOversStep
  | DeleteInstanceStep;

/** The operations that change something. */
export type MutatingOperation =
  | 'ModifyReplicationInstance'
  | 'StopReplicationTask'
  | 'StartReplicationTask'
  | 'CreateReplicationInstance'
  | 'TestConnection'
  | 'MoveReplicationTask'
  | 'DeleteReplicationInstance';

/** One mutating request. */
export type DmsCall = {
  readonly [O in MutatingOperation]: {
    readonly operation: O;
    readonly region: string;
    readonly input: DmsInputs[O];
  };
}[MutatingOperation];

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
      /** Absent for one that may be on either of two instances. */
      readonly instanceArn?: string | undefined;
    }
  | {
      readonly key: string;
      readonly kind: 'connection';
      readonly region: string;
      readonly instanceArn: string;
      readonly endpointArn: string;
    }
  | { readonly key: string; readonly kind: 'tags'; readonly region: string; readonly arn: string };

/** What a look sees. */
export type DmsResource =
  | ReplicationInstance
  | InstanceTasks
  | ReplicationTask
  | EndpointConnection
  | ResourceTags;

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
