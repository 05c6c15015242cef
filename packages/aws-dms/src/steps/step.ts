import type { EffectiveTime } from '@engine-upgrader/core';
import type { AfterFailedMove, WithoutCheckpoint } from '../request-options.ts';
import type { NewInstance, Tag } from '../wire/api.ts';

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
