import type { RdsDatabaseObstacle, RdsFleetInstance } from './fleet.ts';
import { newestMinorVersions } from './versions.ts';

/** An instance as it is at one moment. Never changed: a change puts another value into its timeline. */
export interface RdsInstance {
  readonly id: string;
  readonly region: string;
  readonly type: string;
  readonly primary: string | undefined;
  readonly engine: string;
  readonly version: string;
  readonly minorVersion: string;
  readonly category: string;
  readonly storageType: string;
  readonly status: string;
  readonly lockMode: string;
  readonly description: string;
  readonly class: string;
  readonly storageGigabytes: number;
  readonly usedGigabytes: number;
  readonly maintainTime: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly payType: string;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly connectionMode: string;
  readonly tde: boolean;
  readonly ssl: boolean;
  readonly proxyVersion: string | undefined;
  readonly backup: 'daily' | 'none' | number;
  readonly delaySeconds: number;
  readonly secondary: string;
  readonly contains: readonly RdsDatabaseObstacle[];
  readonly unpaidOrder: boolean;
  /** The upgrade that was accepted for it and is not over, by task id. */
  readonly pendingTask: string | undefined;
  readonly readOnlyIds: readonly string[];
  readonly guards: readonly { readonly id: string; readonly region: string }[];
}

const day = 24 * 60 * 60_000;

function defaultType(described: RdsFleetInstance): string {
  return described.type ?? (described.primary === undefined ? 'Primary' : 'Readonly');
}

/** A fleet's description with every default filled in; `start` is what the ages in it count from. */
export function instanceFrom(described: RdsFleetInstance, start: number): RdsInstance {
  const version = described.version ?? '5.7';
  const { expiresInDays } = described;
  return {
    id: described.id,
    region: described.region,
    type: defaultType(described),
    primary: described.primary,
    engine: described.engine ?? 'MySQL',
    version,
    minorVersion: described.minorVersion ?? newestMinorVersions[version] ?? 'rds_20251130',
    category: described.category ?? 'HighAvailability',
    storageType: described.storageType ?? 'local_ssd',
    status: described.status ?? 'Running',
    lockMode: described.lockMode ?? 'Unlock',
    description: described.description ?? described.id,
    class: described.class ?? 'rds.mysql.s3.large',
    storageGigabytes: described.storageGigabytes ?? 100,
    usedGigabytes: described.usedGigabytes ?? 40,
    maintainTime: described.maintainTime ?? '18:00Z-22:00Z',
    tags: described.tags ?? {},
    payType: described.payType ?? (expiresInDays === undefined ? 'Postpaid' : 'Prepaid'),
    createdAt: start - 400 * day,
    expiresAt: expiresInDays === undefined ? undefined : start + expiresInDays * day,
    connectionMode: described.connectionMode ?? 'Standard',
    tde: described.tde ?? false,
    ssl: described.ssl ?? false,
    proxyVersion: described.proxyVersion,
    backup:
      typeof described.backup === 'number'
        ? start - described.backup * 3_600_000
        : (described.backup ?? 'daily'),
    delaySeconds: described.delaySeconds ?? 0,
    secondary: described.secondary ?? 'Synchronized',
    contains: described.contains ?? [],
    unpaidOrder: described.unpaidOrder ?? false,
    pendingTask: undefined,
    readOnlyIds: [],
    guards: [],
  };
}
