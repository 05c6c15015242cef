import type { Instant, Sight } from '@engine-upgrader/core';

/** The last successful backup. */
export interface LastBackup {
  readonly finishedAt?: Instant;
}

/** A database proxy, where there is one. */
export interface Proxy {
  readonly enabled: boolean;
  readonly minorVersion?: string;
}

/** Maintenance that the cloud has planned for an instance. */
export interface PlannedMaintenance {
  readonly type: string;
  readonly startsAt?: string;
}

/** What preconditions judge besides the instance itself. What was not asked for is absent. */
export interface Evidence {
  /** Whether transparent data encryption is on. */
  readonly tde?: Sight<{ readonly enabled: boolean }>;
  readonly ssl?: Sight<{ readonly enabled: boolean }>;
  /** Of a primary with a secondary node: how the nodes are in step, such as `Synchronized`. */
  readonly secondary?: Sight<{ readonly states: readonly string[] }>;
  readonly usage?: Sight<{ readonly diskUsedBytes: number }>;
  /** Of a primary. */
  readonly backup?: Sight<LastBackup>;
  /** Of a primary. */
  readonly proxy?: Sight<Proxy>;
  /** Of a replica. */
  readonly delay?: Sight<{ readonly seconds: number }>;
  readonly maintenance?: Sight<readonly PlannedMaintenance[]>;
  /** Tasks that have not ended, by type and status. */
  readonly running?: Sight<readonly string[]>;
}
