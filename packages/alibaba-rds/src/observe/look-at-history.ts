import type { Instant, Sight, UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { type Read, readFailure } from './gated-api.ts';
import type { HistoryResource, HistoryTask } from './history.ts';
import { parseHistoryPage } from './parse-history.ts';

/** Limits of DescribeHistoryTasks (documentation). */
const mostIds = 30;
const pageSize = 100;
const longest = 30 * 86_400_000;
/** The cloud's clock may be ahead of ours. */
const clockSkew = 86_400_000;
const mostPages = 10;

/** An instance whose tasks are wanted, from a time on. */
export interface HistoryWanted {
  readonly instanceId: string;
  readonly since: Instant;
  readonly decisive: boolean;
}

/**
 * Reads the history of several instances of a region. What cannot be read is `unreadable`; what is decisive was not
 * looked at, where it may be readable later on.
 */
export async function lookAtHistory(
  read: Read,
  region: string,
  wanted: readonly HistoryWanted[],
  now: Instant,
): Promise<ReadonlyMap<string, Sight<HistoryResource>>> {
  const found = new Map<string, Sight<HistoryResource>>();
  for (let start = 0; start < wanted.length; start += mostIds) {
    const group = wanted.slice(start, start + mostIds);
    const tasks = await readGroup(read, region, group, now);
    for (const { instanceId, decisive } of group) found.set(instanceId, sightIn(tasks, instanceId, decisive));
  }
  return found;
}

function sightIn(
  tasks: Result<TasksByInstance, UpgradeError>,
  instanceId: string,
  decisive: boolean,
): Sight<HistoryResource> {
  if (tasks.isOk()) {
    return { sight: 'seen', value: { kind: 'history', tasks: tasks.value.get(instanceId) ?? [] } };
  }
  if (decisive && mayPass(tasks.error)) return { sight: 'not-looked', error: tasks.error };
  return { sight: 'seen', value: { kind: 'history', tasks: 'unreadable' } };
}

const passing: ReadonlySet<UpgradeError['kind']> = new Set(['unavailable', 'throttled', 'malformed-answer']);

/** Whether the next read may succeed: this one was neither refused for good nor forbidden. */
function mayPass(error: UpgradeError): boolean {
  return passing.has(error.kind) || (error.kind === 'credentials' && error.cause !== 'permission');
}

type TasksByInstance = ReadonlyMap<string, readonly HistoryTask[]>;

async function readGroup(
  read: Read,
  region: string,
  group: readonly HistoryWanted[],
  now: Instant,
): Promise<Result<TasksByInstance, UpgradeError>> {
  const since = Math.max(now - longest, Math.min(...group.map((entry) => entry.since)) - 1_000);
  const byInstance = new Map<string, HistoryTask[]>();
  const seen = new Set<string>();
  for (let pageNumber = 1; pageNumber <= mostPages; pageNumber += 1) {
    const parameters = {
      RegionId: region,
      InstanceId: group.map((entry) => entry.instanceId).join(','),
      FromStartTime: utcSeconds(since),
      ToStartTime: utcSeconds(now + clockSkew),
      PageSize: pageSize,
      PageNumber: pageNumber,
    };
    const page = await read('DescribeHistoryTasks', region, parameters, region).andThen((body) =>
      parseHistoryPage(body).mapErr((call) => readFailure(call, region)),
    );
    if (page.isErr()) return err(page.error.error);
    const fresh = page.value.entries.filter((entry) => !seen.has(`${entry.instanceId}/${entry.task.taskId}`));
    for (const { instanceId, task } of fresh) {
      seen.add(`${instanceId}/${task.taskId}`);
      byInstance.set(instanceId, [...(byInstance.get(instanceId) ?? []), task]);
    }
    if (fresh.length === 0 || page.value.entries.length < pageSize) break;
  }
  return ok(byInstance);
}

/** A time as RDS wants it: `2026-01-31T18:00:00Z`. */
export function utcSeconds(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
