import type { Result } from 'neverthrow';
import { z } from 'zod';
import type { RdsCallError } from '../wire/api.ts';
import { optionalNumber, optionalText, parseBody, text } from '../wire/parse.ts';
import type { LastBackup, PlannedMaintenance, Proxy } from './evidence.ts';

type Parsed<T> = Result<T, RdsCallError>;

const on = /^(enabled|yes|on|true|1|startup)$/i;

/** Reads DescribeDBInstanceTDE. */
export function parseTde(body: unknown): Parsed<{ enabled: boolean }> {
  const schema = z.object({ TDEStatus: text });
  return parseBody('DescribeDBInstanceTDE', body, schema).map((fields) => ({
    enabled: on.test(fields.TDEStatus),
  }));
}

/** Reads DescribeDBInstanceSSL. */
export function parseSsl(body: unknown): Parsed<{ enabled: boolean }> {
  const schema = z.object({ SSLEnabled: text });
  return parseBody('DescribeDBInstanceSSL', body, schema).map((fields) => ({
    enabled: on.test(fields.SSLEnabled),
  }));
}

/** Reads DescribeResourceUsage. */
export function parseUsage(body: unknown): Parsed<{ diskUsedBytes: number }> {
  const schema = z.object({ DiskUsed: z.coerce.number().nonnegative() });
  return parseBody('DescribeResourceUsage', body, schema).map((fields) => ({
    diskUsedBytes: fields.DiskUsed,
  }));
}

/** Reads DescribeDBInstanceHAConfig. */
export function parseSecondary(body: unknown): Parsed<{ states: readonly string[] }> {
  const node = z.object({ NodeType: optionalText, SyncStatus: optionalText });
  const schema = z.object({ HostInstanceInfos: z.object({ NodeInfo: z.array(node) }) });
  return parseBody('DescribeDBInstanceHAConfig', body, schema).map((fields) => ({
    states: fields.HostInstanceInfos.NodeInfo.filter(
      ({ NodeType }) => NodeType?.toLowerCase() !== 'master',
    ).map(({ SyncStatus }) => SyncStatus ?? 'unknown'),
  }));
}

/** Reads DescribeBackups: the newest backup of the page. */
export function parseBackups(body: unknown): Parsed<LastBackup> {
  const schema = z.object({
    Items: z.object({ Backup: z.array(z.object({ BackupEndTime: optionalText })) }),
  });
  return parseBody('DescribeBackups', body, schema).map((fields) => {
    const ends = fields.Items.Backup.map((backup) => Date.parse(backup.BackupEndTime ?? '')).filter(
      (end) => !Number.isNaN(end),
    );
    return ends.length === 0 ? {} : { finishedAt: Math.max(...ends) };
  });
}

/** Reads DescribeDBProxy. */
export function parseProxy(body: unknown): Parsed<Proxy> {
  const schema = z.object({
    DBProxyServiceStatus: optionalText,
    DBProxyInstanceStatus: optionalText,
    DBProxyInstanceCurrentMinorVersion: optionalText,
  });
  return parseBody('DescribeDBProxy', body, schema).map((fields) => {
    const version = fields.DBProxyInstanceCurrentMinorVersion;
    const status = fields.DBProxyServiceStatus;
    const enabled = status === undefined ? version !== undefined : on.test(status);
    return { enabled, ...(version === undefined ? {} : { minorVersion: version }) };
  });
}

/** Reads DescribeReadDBInstanceDelay of one replica. */
export function parseDelay(body: unknown): Parsed<{ seconds: number }> {
  const schema = z.object({ DelayTime: z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]) });
  return parseBody('DescribeReadDBInstanceDelay', body, schema).map((fields) => ({
    seconds: Number(fields.DelayTime),
  }));
}

/** Reads DescribeActiveOperationTasks: maintenance that is still to come. Status 3 waits, 4 runs, 5 and on are over. */
export function parseMaintenance(body: unknown): Parsed<readonly PlannedMaintenance[]> {
  const item = z.object({ TaskType: optionalText, SwitchTime: optionalText, Status: optionalNumber });
  const schema = z.object({ Items: z.array(item) });
  return parseBody('DescribeActiveOperationTasks', body, schema).map((fields) =>
    fields.Items.filter(({ Status }) => Status === undefined || Status < 5).map(
      ({ TaskType, SwitchTime }) => ({
        type: TaskType ?? 'maintenance',
        ...(SwitchTime === undefined ? {} : { startsAt: SwitchTime }),
      }),
    ),
  );
}
