import type { Result } from 'neverthrow';
import type { DmsFilter } from '../wire/api.ts';
import type { Read, ReadFailure } from './gated-api.ts';
import { everyPage, type Listed, pageSize } from './pages.ts';
import { parseTask } from './parse-task.ts';
import type { ReplicationTask } from './resources.ts';

/** Lists a region's tasks without their settings; with a filter, those that it lets through. */
export function listTasks(
  read: Read,
  region: string,
  filter?: DmsFilter,
): Promise<Result<readonly ReplicationTask[], ReadFailure>> {
  const operation = 'DescribeReplicationTasks';
  const subject = filter === undefined ? region : `${region}, ${filter.Values[0] ?? ''}`;
  const listed: Listed<ReplicationTask> = {
    operation,
    field: 'ReplicationTasks',
    region,
    subject,
    parse: (item) => parseTask(region, item),
  };
  const filters = filter === undefined ? {} : { Filters: [filter] };
  return everyPage(listed, (marker) =>
    read(operation, region, { MaxRecords: pageSize, WithoutSettings: true, ...marker, ...filters }, subject),
  );
}

/** The filter that lets the tasks of one instance through. */
export function ofInstance(instanceArn: string): DmsFilter {
  return { Name: 'replication-instance-arn', Values: [instanceArn] };
}

/** The filter that lets one task through. */
export function ofTask(taskArn: string): DmsFilter {
  return { Name: 'replication-task-arn', Values: [taskArn] };
}
