import { type OperationContext, type OperationResult } from '../operation.ts';
import { requestedPage } from '../paging.ts';

/**
 * DescribeActiveOperationTasks: maintenance that the service has planned. Upgrades that a person asked for
 * are not among it, and the simulator plans none.
 */
export function describeActiveOperationTasks(context: OperationContext): OperationResult {
  const page = requestedPage(context, { least: 1, most: 100, usual: 25 });
  if ('refusal' in page) return page;
  return { body: { Items: [], PageNumber: page.number, PageSize: page.size, TotalRecordCount: 0 } };
}
