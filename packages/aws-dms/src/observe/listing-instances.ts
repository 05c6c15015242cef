import type { DmsFilter } from '../wire/api.ts';
import type { Read } from './gated-api.ts';
import { type Listed, pageSize, pages } from './pages.ts';
import { parseInstance } from './parse-instance.ts';
import type { ReplicationInstance } from './resources.ts';

/** Lists a region's instances, page by page; with a filter, those that it lets through. */
export function listInstances(
  read: Read,
  region: string,
  filter?: DmsFilter,
): ReturnType<typeof pages<ReplicationInstance>> {
  const operation = 'DescribeReplicationInstances';
  const subject = filter === undefined ? region : `${region}/${filter.Values[0] ?? ''}`;
  const listed: Listed<ReplicationInstance> = {
    operation,
    field: 'ReplicationInstances',
    region,
    subject,
    parse: (item) => parseInstance(region, item),
  };
  const filters = filter === undefined ? {} : { Filters: [filter] };
  return pages(listed, (marker) =>
    read(operation, region, { MaxRecords: pageSize, ...marker, ...filters }, subject),
  );
}
