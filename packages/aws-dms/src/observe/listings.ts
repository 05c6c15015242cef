import type { Result } from 'neverthrow';
import type { DmsCallError, DmsInputs } from '../wire/api.ts';
import type { Read, ReadFailure } from './gated-api.ts';
import { everyPage, pageSize } from './pages.ts';
import {
  type AnnouncedMaintenance,
  parseConfig,
  parseEndpoint,
  parseMaintenance,
  parseOrderable,
  parseReplication,
  parseTable,
  parseVersion,
  type TableState,
} from './parse-evidence.ts';
import type { ServerlessReplication } from './resources.ts';
import type { DmsEndpoint, EngineVersion, Orderable } from './survey.ts';

type Listing<T> = Promise<Result<readonly T[], ReadFailure>>;

type PlainOperation =
  | 'DescribeEngineVersions'
  | 'DescribeOrderableReplicationInstances'
  | 'DescribeEndpoints'
  | 'DescribePendingMaintenanceActions'
  | 'DescribeReplicationConfigs'
  | 'DescribeReplications';

function whole<T>(
  read: Read,
  region: string,
  operation: PlainOperation,
  field: string,
  parse: (item: unknown) => Result<T, DmsCallError>,
): Listing<T> {
  return everyPage({ operation, field, region, subject: region, parse }, (marker) =>
    read(operation, region, { MaxRecords: pageSize, ...marker }, region),
  );
}

/** Every engine version that the region knows. */
export function listVersions(read: Read, region: string): Listing<EngineVersion> {
  return whole(read, region, 'DescribeEngineVersions', 'EngineVersions', parseVersion);
}

/** Every class that can be ordered, by engine version. */
export function listOrderables(read: Read, region: string): Listing<Orderable> {
  const operation = 'DescribeOrderableReplicationInstances';
  return whole(read, region, operation, 'OrderableReplicationInstances', parseOrderable);
}

/** Every endpoint of the region. */
export function listEndpoints(read: Read, region: string): Listing<DmsEndpoint> {
  return whole(read, region, 'DescribeEndpoints', 'Endpoints', parseEndpoint);
}

/** All maintenance that is announced in the region. */
export function listMaintenance(read: Read, region: string): Listing<AnnouncedMaintenance> {
  const operation = 'DescribePendingMaintenanceActions';
  return whole(read, region, operation, 'PendingMaintenanceActions', parseMaintenance);
}

/** Every serverless replication of the region. */
export function listConfigs(read: Read, region: string): Listing<ServerlessReplication> {
  const parse = (item: unknown) => parseConfig(region, item);
  return whole(read, region, 'DescribeReplicationConfigs', 'ReplicationConfigs', parse);
}

/** How the region's serverless replications are. */
export function listReplications(
  read: Read,
  region: string,
): Listing<{ readonly arn: string; readonly status: string | undefined }> {
  return whole(read, region, 'DescribeReplications', 'Replications', parseReplication);
}

/** The tables of a task. */
export function listTables(read: Read, region: string, taskArn: string): Listing<TableState> {
  const operation = 'DescribeTableStatistics';
  const input: DmsInputs[typeof operation] = { ReplicationTaskArn: taskArn, MaxRecords: 500 };
  return everyPage(
    { operation, field: 'TableStatistics', region, subject: taskArn, parse: parseTable },
    (marker) => read(operation, region, { ...input, ...marker }, taskArn),
  );
}
