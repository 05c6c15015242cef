import type { Instant, Sight } from '@engine-upgrader/core';
import type { Result, ResultAsync } from 'neverthrow';
import type { AnswerBody, RdsCallError, RdsOperation, RdsParameters } from '../wire/api.ts';
import type { Evidence } from './evidence.ts';
import { type Read, type ReadFailure, readFailure } from './gated-api.ts';
import { instanceUrl, type RdsInstance, roleOf } from './instance.ts';
import { utcSeconds } from './look-at-history.ts';
import {
  parseBackups,
  parseDelay,
  parseMaintenance,
  parseProxy,
  parseSecondary,
  parseSsl,
  parseTde,
  parseUsage,
} from './parse-evidence.ts';
import { parseHistoryPage } from './parse-history.ts';

const day = 86_400_000;
/** Far more than a week, so that an old backup is seen as old. */
const backupsSince = 30 * day;
const tasksSince = 3 * day;
const over = /^(succeed|failed|canceled)$/i;

/** Reads what preconditions judge about a member. What cannot be read is in it as not looked at. */
export async function readEvidence(read: Read, instance: RdsInstance, now: Instant): Promise<Evidence> {
  const ask = asker(read, instance);
  const id = { DBInstanceId: instance.instanceId };
  const common = Promise.all([
    ask('DescribeDBInstanceTDE', id, parseTde),
    ask('DescribeDBInstanceSSL', id, parseSsl),
    ask('DescribeResourceUsage', id, parseUsage),
    ask('DescribeActiveOperationTasks', maintenanceParameters(instance), parseMaintenance),
    ask('DescribeHistoryTasks', historyParameters(instance, now), parseRunning),
  ]);
  const own =
    roleOf(instance) === 'primary' ? primaryEvidence(ask, instance, now) : replicaEvidence(ask, instance);
  const [tde, ssl, usage, maintenance, running] = await common;
  return { tde, ssl, usage, maintenance, running, ...(await own) };
}

type Ask = <O extends RdsOperation, T>(
  operation: O,
  parameters: RdsParameters[O],
  parse: (body: AnswerBody) => Result<T, RdsCallError>,
) => Promise<Sight<T>>;

function asker(read: Read, instance: RdsInstance): Ask {
  const subject = instanceUrl(instance);
  return (operation, parameters, parse) =>
    toSight(
      read(operation, instance.region, parameters, subject).andThen((body) =>
        parse(body).mapErr((call) => readFailure(call, subject)),
      ),
    );
}

async function toSight<T>(answer: ResultAsync<T, ReadFailure>): Promise<Sight<T>> {
  return answer.match(
    (value): Sight<T> => ({ sight: 'seen', value }),
    (failure): Sight<T> => ({ sight: 'not-looked', error: failure.error }),
  );
}

async function primaryEvidence(ask: Ask, instance: RdsInstance, now: Instant): Promise<Evidence> {
  const id = { DBInstanceId: instance.instanceId };
  const [backup, proxy, secondary] = await Promise.all([
    ask(
      'DescribeBackups',
      {
        ...id,
        BackupStatus: 'Success',
        StartTime: utcMinutes(now - backupsSince),
        EndTime: utcMinutes(now + day),
        PageSize: 100,
      },
      parseBackups,
    ),
    ask('DescribeDBProxy', id, parseProxy),
    hasSecondary(instance) ? ask('DescribeDBInstanceHAConfig', id, parseSecondary) : undefined,
  ]);
  return { backup, proxy, ...(secondary === undefined ? {} : { secondary }) };
}

/** Only high-availability editions have a secondary node of their own to look at. */
function hasSecondary(instance: RdsInstance): boolean {
  return (instance.category ?? '').toLowerCase() === 'highavailability';
}

async function replicaEvidence(ask: Ask, instance: RdsInstance): Promise<Evidence> {
  const { primaryId, region, instanceId } = instance;
  if (roleOf(instance) !== 'replica' || primaryId === undefined) return {};
  const parameters = { RegionId: region, DBInstanceId: primaryId, ReadInstanceId: instanceId };
  return { delay: await ask('DescribeReadDBInstanceDelay', parameters, parseDelay) };
}

function maintenanceParameters(instance: RdsInstance): RdsParameters['DescribeActiveOperationTasks'] {
  return { Region: instance.region, InsName: instance.instanceId, PageSize: 100, PageNumber: 1 };
}

function historyParameters(instance: RdsInstance, now: Instant): RdsParameters['DescribeHistoryTasks'] {
  return {
    RegionId: instance.region,
    InstanceId: instance.instanceId,
    FromStartTime: utcSeconds(now - tasksSince),
    ToStartTime: utcSeconds(now + day),
    PageSize: 100,
    PageNumber: 1,
  };
}

function parseRunning(body: AnswerBody): Result<readonly string[], RdsCallError> {
  return parseHistoryPage(body).map((page) =>
    page.entries
      .filter((entry) => !over.test(entry.task.status))
      .map(({ task }) => `${task.type} ${task.taskId} (${task.status})`),
  );
}

/** A time as DescribeBackups wants it: `2026-01-31T18:00Z`. */
function utcMinutes(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 16)}Z`;
}
