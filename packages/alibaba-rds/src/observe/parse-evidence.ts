import { err, ok, type Result } from 'neverthrow';
import * as z from 'zod/mini';
import { once } from '../once.ts';
import type { RdsCallError } from '../wire/api.ts';
import { malformed, optionalNumber, optionalText, parseBody, text } from '../wire/parse.ts';
import type { LastBackup, PlannedMaintenance, Proxy } from './evidence.ts';

type Parsed<T> = Result<T, RdsCallError>;

const on = /^(enabled|yes|on|true|1|startup)$/i;

const tdeSchema = once(() => z.object({ TDEStatus: text }));

/** Reads DescribeDBInstanceTDE. */
export function parseTde(body: unknown): Parsed<{ enabled: boolean }> {
  return parseBody('DescribeDBInstanceTDE', body, tdeSchema()).map((fields) => ({
    enabled: on.test(fields.TDEStatus),
  }));
}

const sslSchema = once(() => z.object({ SSLEnabled: text }));

/** Reads DescribeDBInstanceSSL. */
export function parseSsl(body: unknown): Parsed<{ enabled: boolean }> {
  return parseBody('DescribeDBInstanceSSL', body, sslSchema()).map((fields) => ({
    enabled: on.test(fields.SSLEnabled),
  }));
}

const usageSchema = once(() =>
  z.object({
    DiskUsed: z.union([
      z.number().check(z.nonnegative()),
      z.pipe(z.string().check(z.regex(/^\d{1,20}(\.\d+)?$/)), z.transform(Number)),
    ]),
  }),
);

/** Reads DescribeResourceUsage. */
export function parseUsage(body: unknown): Parsed<{ diskUsedBytes: number }> {
  return parseBody('DescribeResourceUsage', body, usageSchema()).map((fields) => ({
    diskUsedBytes: fields.DiskUsed,
  }));
}

const secondarySchema = once(() => {
  const node = z.object({ NodeType: optionalText, SyncStatus: optionalText });
  return z.object({ HostInstanceInfos: z.object({ NodeInfo: z.array(node) }) });
});

/** Reads DescribeDBInstanceHAConfig. */
export function parseSecondary(body: unknown): Parsed<{ states: readonly string[] }> {
  return parseBody('DescribeDBInstanceHAConfig', body, secondarySchema()).map((fields) => ({
    states: fields.HostInstanceInfos.NodeInfo.filter(
      ({ NodeType }) => NodeType?.toLowerCase() !== 'master',
    ).map(({ SyncStatus }) => SyncStatus ?? 'unknown'),
  }));
}

const backupsSchema = once(() =>
  z.object({
    Items: z.object({ Backup: z.array(z.object({ BackupEndTime: optionalText })) }),
  }),
);

/** Reads DescribeBackups: the newest backup of the page. */
export function parseBackups(body: unknown): Parsed<LastBackup> {
  return parseBody('DescribeBackups', body, backupsSchema()).map((fields) => {
    const ends = fields.Items.Backup.map((backup) => Date.parse(backup.BackupEndTime ?? '')).filter(
      (end) => !Number.isNaN(end),
    );
    return ends.length === 0 ? {} : { finishedAt: Math.max(...ends) };
  });
}

const proxySchema = once(() =>
  z.object({
    DBProxyServiceStatus: optionalText,
    DBProxyInstanceStatus: optionalText,
    DBProxyInstanceCurrentMinorVersion: optionalText,
  }),
);

/** Reads DescribeDBProxy. */
export function parseProxy(body: unknown): Parsed<Proxy> {
  const operation = 'DescribeDBProxy';
  return parseBody(operation, body, proxySchema()).andThen((fields): Parsed<Proxy> => {
    const version = fields.DBProxyInstanceCurrentMinorVersion;
    const status = fields.DBProxyServiceStatus;
    // An answer that says nothing does not say that there is no proxy.
    if (status === undefined && version === undefined)
      return err(malformed(operation, 'DBProxyServiceStatus', body));
    const enabled = status === undefined || on.test(status);
    return ok({ enabled, ...(version === undefined ? {} : { minorVersion: version }) });
  });
}

const delaySchema = once(() =>
  z.object({
    DelayTime: z.union([z.number(), z.string().check(z.regex(/^-?\d+(\.\d+)?$/))]),
  }),
);

/** Reads DescribeReadDBInstanceDelay of one replica. */
export function parseDelay(body: unknown): Parsed<{ seconds: number }> {
  return parseBody('DescribeReadDBInstanceDelay', body, delaySchema()).map((fields) => ({
    seconds: Number(fields.DelayTime),
  }));
}

const maintenanceSchema = once(() =>
  z.object({
    Items: z.array(z.object({ TaskType: optionalText, SwitchTime: optionalText, Status: optionalNumber })),
  }),
);

/** Reads DescribeActiveOperationTasks: maintenance that is still to come. Status 3 waits, 4 runs, 5 and on are over. */
export function parseMaintenance(body: unknown): Parsed<readonly PlannedMaintenance[]> {
  return parseBody('DescribeActiveOperationTasks', body, maintenanceSchema()).map((fields) =>
    fields.Items.filter(({ Status }) => Status === undefined || Status < 5).map(
      ({ TaskType, SwitchTime }) => ({
        type: TaskType ?? 'maintenance',
        ...(SwitchTime === undefined ? {} : { startsAt: SwitchTime }),
      }),
    ),
  );
}
