import type { EffectiveTime, Instant, Provider } from '@engine-upgrader/core';
import type { HistoryResource } from './observe/history.ts';
import type { RdsInstance } from './observe/instance.ts';
import type { RdsSurvey } from './observe/survey.ts';

/** In what order a family's members are upgraded in a hop. */
export type ReplicaOrder = 'replicas-first' | 'with-primary';

/** Choices of a request that only ApsaraDB RDS has. */
export interface RdsOptions {
  /**
   * Replicas and disaster-recovery instances before their primary, or along with it. Default `auto`: replicas
   * first, and a replica that the cloud refuses for being one follows its primary.
   */
  readonly replicaOrder?: 'auto' | ReplicaOrder | undefined;
  /** How many replicas are upgraded at the same time when they take effect at once. Default 1. */
  readonly parallelReplicas?: number | undefined;
}

/** A member's upgrade by one hop, as a step is told. */
export interface UpgradeStep {
  /**
   * `upgrade-member` upgrades it. `follow-primary` proves a replica after its primary: waits for it to follow
   * where it could not be upgraded by itself.
   */
  readonly kind: 'upgrade-member' | 'follow-primary';
  readonly region: string;
  readonly instanceId: string;
  readonly role: 'primary' | 'replica' | 'disaster-recovery';
  readonly from: string;
  readonly to: string;
  readonly effectiveTime: EffectiveTime;
  /** The maintenance window as the cloud words it, `18:00Z-22:00Z`. */
  readonly maintenanceWindow?: string | undefined;
  /** Of a `follow-primary`: the step that upgrades its primary. */
  readonly primaryStep?: string | undefined;
  /** Whether a replica that is refused for being one may follow its primary. */
  readonly mayFollow: boolean;
}

/** The one request that changes anything: UpgradeDBInstanceEngineVersion. */
export interface UpgradeCall {
  readonly operation: 'UpgradeDBInstanceEngineVersion';
  readonly region: string;
  readonly instanceId: string;
  readonly engineVersion: string;
  readonly effectiveTime: 'Immediate' | 'MaintainTime';
}

/** Something to look at. */
export type RdsNeed =
  | { readonly key: string; readonly kind: 'instance'; readonly region: string; readonly instanceId: string }
  | {
      readonly key: string;
      readonly kind: 'history';
      readonly region: string;
      readonly instanceId: string;
      /** Tasks that started before are of no interest. */
      readonly since: Instant;
      /** Wanted only while the instance is idle on this version: otherwise it says by itself how it is. */
      readonly idleOn: string;
      /** Whether a call arrived hangs on it: one that passingly cannot be read was not looked at. */
      readonly decisive: boolean;
    };

/** What a look sees. */
export type RdsResource = RdsInstance | HistoryResource;

/** What a step keeps in mind. */
export interface RdsNote {
  /** When the member was last seen upgrading before this run had asked for it. */
  readonly othersUpgradeSeenAt?: Instant;
  /** How often in a row a primary was refused for the state of replicas that were idle, and when last. */
  readonly refusedThoughIdle?: { readonly times: number; readonly at: Instant };
}

/** ApsaraDB RDS, as core's types take it. */
export interface AlibabaRds extends Provider {
  readonly id: 'alibaba-rds';
  readonly instance: RdsInstance;
  readonly options: RdsOptions;
  readonly survey: RdsSurvey;
  readonly step: UpgradeStep;
  readonly call: UpgradeCall;
  readonly acknowledgement: { readonly taskId?: string };
  readonly note: RdsNote;
  readonly need: RdsNeed;
  readonly resource: RdsResource;
}
