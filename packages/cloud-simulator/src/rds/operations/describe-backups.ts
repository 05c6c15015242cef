import { parseUtc, utcSeconds } from '../../utc.ts';
import type { RdsInstance } from '../instance.ts';
import { parameter, type RdsOperation, readsInstance } from '../operation.ts';
import { onPage, requestedPage } from '../paging.ts';
import { refuse } from '../refusal.ts';

const day = 24 * 60 * 60_000;
const quarterOfAnHour = 15 * 60_000;

/** A daily backup begins at 02:15 UTC, and is kept for a week. */
const dailyStart = 2 * 3_600_000 + quarterOfAnHour;
const keptDays = 7;

/** When the backups that exist at `now` began, newest first. */
function backupStarts(instance: RdsInstance, now: number): number[] {
  if (instance.backup === 'none') return [];
  if (typeof instance.backup === 'number') return [instance.backup];
  const today = Math.floor(now / day) * day + dailyStart;
  return Array.from({ length: keptDays + 1 }, (_, index) => today - index * day).filter(
    (start) => start + quarterOfAnHour <= now && start > now - keptDays * day,
  );
}

function shown(instance: RdsInstance, start: number): Record<string, unknown> {
  return {
    BackupId: String(Math.floor(start / 60_000)),
    DBInstanceId: instance.id,
    HostInstanceID: '5882781',
    Engine: instance.engine,
    EngineVersion: instance.version,
    BackupStartTime: utcSeconds(start),
    BackupEndTime: utcSeconds(start + quarterOfAnHour),
    BackupInitiator: 'System',
    BackupMethod: instance.storageType === 'local_ssd' ? 'Physical' : 'Snapshot',
    BackupMode: 'Automated',
    BackupStatus: 'Success',
    BackupType: 'FullBackup',
    BackupSize: instance.usedGigabytes * 2 ** 28,
    ConsistentTime: Math.floor(start / 1000),
    IsAvail: 1,
    MetaStatus: 'OK',
    StoreStatus: 'Disabled',
    StorageClass: '0',
  };
}

/** DescribeBackups, newest first. Its page numbers and counts are strings, and its pages 30, 50 or 100. */
export const describeBackups: RdsOperation = readsInstance((instance, context) => {
  const page = requestedPage(context, { least: 30, most: 100, usual: 30 });
  if ('refusal' in page) return page;
  const from = parseUtc(parameter(context, 'StartTime') ?? '1970-01-01T00:00Z');
  const to = parseUtc(parameter(context, 'EndTime') ?? '9999-12-31T00:00Z');
  if (from === undefined || to === undefined) return { refusal: refuse('InvalidStartTime.Malformed') };
  const status = parameter(context, 'BackupStatus') ?? 'Success';
  const starts = backupStarts(instance, context.seenAt).filter(
    (start) => status === 'Success' && start >= from && start <= to,
  );
  const items = onPage(starts, page);
  return {
    body: {
      Items: { Backup: items.map((start) => shown(instance, start)) },
      PageNumber: String(page.number),
      PageRecordCount: String(items.length),
      TotalRecordCount: String(starts.length),
      TotalEcsSnapshotSize: 0,
    },
  };
});
