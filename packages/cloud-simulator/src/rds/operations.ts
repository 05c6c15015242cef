import type { RdsOperation } from './operation.ts';
import { describeActiveOperationTasks } from './operations/describe-active-operation-tasks.ts';
import { describeBackups } from './operations/describe-backups.ts';
import { describeDBInstanceAttribute } from './operations/describe-db-instance-attribute.ts';
import { describeDBInstances } from './operations/describe-db-instances.ts';
import { describeHistoryTasks } from './operations/describe-history-tasks.ts';
import {
  describeDBInstanceHAConfig,
  describeDBInstanceSSL,
  describeDBInstanceTDE,
  describeDBProxy,
  describeResourceUsage,
} from './operations/describe-instance-parts.ts';
import { describeReadDBInstanceDelay } from './operations/describe-read-db-instance-delay.ts';
import { describeRegions } from './operations/describe-regions.ts';
import { listTagResources } from './operations/list-tag-resources.ts';
import { modifyDBInstanceMaintainTime } from './operations/modify-db-instance-maintain-time.ts';
import { upgradeDBInstanceEngineVersion } from './operations/upgrade-db-instance-engine-version.ts';

/** The operations of the RDS API, version 2014-08-15, that the simulator has, by name. */
export const rdsOperations: ReadonlyMap<string, RdsOperation> = new Map<string, RdsOperation>([
  ['DescribeActiveOperationTasks', describeActiveOperationTasks],
  ['DescribeBackups', describeBackups],
  ['DescribeDBInstanceAttribute', describeDBInstanceAttribute],
  ['DescribeDBInstanceHAConfig', describeDBInstanceHAConfig],
  ['DescribeDBInstanceSSL', describeDBInstanceSSL],
  ['DescribeDBInstanceTDE', describeDBInstanceTDE],
  ['DescribeDBInstances', describeDBInstances],
  ['DescribeDBProxy', describeDBProxy],
  ['DescribeHistoryTasks', describeHistoryTasks],
  ['DescribeReadDBInstanceDelay', describeReadDBInstanceDelay],
  ['DescribeRegions', describeRegions],
  ['DescribeResourceUsage', describeResourceUsage],
  ['ListTagResources', listTagResources],
  ['ModifyDBInstanceMaintainTime', modifyDBInstanceMaintainTime],
  ['UpgradeDBInstanceEngineVersion', upgradeDBInstanceEngineVersion],
]);
