import type { Instant, PendingMaintenance, Sight } from '@engine-upgrader/core';
import type { NewInstance } from '../wire/api.ts';
import type { ReplicationInstance, ReplicationTask } from './resources.ts';

/** An engine version of the service. All but its name is optional in the API. */
export interface EngineVersion {
  readonly version: string;
  readonly lifecycle?: string | undefined;
  readonly releaseStatus?: string | undefined;
  readonly launch?: Instant | undefined;
  readonly autoUpgrade?: Instant | undefined;
  readonly deprecation?: Instant | undefined;
  readonly forceUpgrade?: Instant | undefined;
  readonly availableUpgrades: readonly string[];
}

/** A class that can be ordered on an engine version. */
export interface Orderable {
  readonly engineVersion: string;
  readonly instanceClass: string;
  /** Where it can be had; absent where the cloud does not say. */
  readonly zones?: readonly string[] | undefined;
}

/** An endpoint: what it is, and for PostgreSQL its slot; no other setting. */
export interface DmsEndpoint {
  readonly arn: string;
  readonly identifier: string;
  readonly type: string;
  readonly engine: string;
  readonly slotName?: string | undefined;
}

/** How far a full load is. */
export interface LoadProgress {
  readonly taskArn: string;
  /** Tables in full load now: these restart. */
  readonly loading: readonly string[];
}

/** Everything that a plan is made from. What could not be read is `not-looked`. */
export interface DmsSurvey {
  readonly instance: ReplicationInstance;
  /** All tasks of the instance, by identifier. */
  readonly tasks: readonly ReplicationTask[];
  readonly versions: readonly EngineVersion[];
  readonly orderables: Sight<readonly Orderable[]>;
  readonly endpoints: Sight<readonly DmsEndpoint[]>;
  /** Of the running tasks whose full load is not over. */
  readonly loads: readonly { readonly taskArn: string; readonly sight: Sight<LoadProgress> }[];
  readonly tags: Sight<Readonly<Record<string, string>>>;
  readonly maintenance: Sight<readonly PendingMaintenance[]>;
  /** Read unless the strategy is in place or a cleanup. */
  readonly quotas: Sight<readonly Quota[]>;
  /** Read for a move to another instance only. */
  readonly besides?: Besides | undefined;
}

/** A quota of the account and region. */
export interface Quota {
  readonly name: string;
  readonly used: number;
  readonly max: number;
}

/** What a move to another instance is planned from. */
export interface Besides {
  /** What a new instance has to be created with to be like the old one. */
  readonly settings: InstanceSettings;
  /** All instances of the region. */
  readonly instances: readonly ReplicationInstance[];
  /** Event subscriptions that name the old instance. */
  readonly subscriptions: Sight<readonly string[]>;
  /** How many tasks are on the target already, where one is named that exists. */
  readonly tasksOnTarget?: Sight<number> | undefined;
}

/** The settings of an instance, apart from its name and version. */
export type InstanceSettings = Omit<NewInstance, 'ReplicationInstanceIdentifier' | 'EngineVersion'>;
