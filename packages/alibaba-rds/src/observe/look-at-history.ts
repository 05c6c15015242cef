import type { Instant } from '@engine-upgrader/core';
import type { Read } from './gated-api.ts';
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
}

/** Reads the history of several instances of a region; what cannot be read is `unreadable`. */
export async function lookAtHistory(
  read: Read,
  region: string,
  wanted: readonly HistoryWanted[],
  now: Instant,
): Promise<ReadonlyMap<string, HistoryResource>> {
  const found = new Map<string, HistoryResource>();
  for (let start = 0; start < wanted.length; start += mostIds) {
    const group = wanted.slice(start, start + mostIds);
    const tasks = await readGroup(read, region, group, now);
    for (const { instanceId } of group) {
      found.set(instanceId, {
        kind: 'history',
        tasks: tasks === 'unreadable' ? tasks : (tasks.get(instanceId) ?? []),
      });
    }
  }
  return found;
}

async function readGroup(
  read: Read,
  region: string,
  group: readonly HistoryWanted[],
  now: Instant,
): Promise<ReadonlyMap<string, HistoryTask[]> | 'unreadable'> {
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
    const page = (await read('DescribeHistoryTasks', region, parameters, region)).andThen(parseHistoryPage);
    if (page.isErr()) return 'unreadable';
    const fresh = page.value.entries.filter((entry) => !seen.has(`${entry.instanceId}/${entry.task.taskId}`));
    for (const { instanceId, task } of fresh) {
      seen.add(`${instanceId}/${task.taskId}`);
      byInstance.set(instanceId, [...(byInstance.get(instanceId) ?? []), task]);
    }
    if (fresh.length === 0 || page.value.entries.length < pageSize) break;
  }
  return byInstance;
}

/** A time as RDS wants it: `2026-01-31T18:00:00Z`. */
export function utcSeconds(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
