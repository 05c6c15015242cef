import type { RdsOperation } from './wire/api.ts';

/** One action of a RAM policy, and what it is for. */
export interface PolicyAction {
  readonly action: `rds:${RdsOperation}`;
  readonly purpose: string;
}

/**
 * The least RAM policy: the actions without which no upgrade runs. Each is allowed on
 * `acs:rds:*:*:dbinstance/*`, or on the family's instances.
 */
export const requiredActions: readonly PolicyAction[] = [
  { action: 'rds:DescribeDBInstanceAttribute', purpose: 'reads an instance whole' },
  { action: 'rds:DescribeDBInstances', purpose: 'looks at many instances in one call' },
  { action: 'rds:UpgradeDBInstanceEngineVersion', purpose: 'upgrades an instance' },
];

/**
 * Reads without which a finding is `unknown`, or a failure is noticed by its time limit only.
 */
export const optionalActions: readonly PolicyAction[] = [
  { action: 'rds:DescribeHistoryTasks', purpose: 'progress, failures, nothing-else-running' },
  { action: 'rds:DescribeActiveOperationTasks', purpose: 'nothing-else-running' },
  { action: 'rds:DescribeReadDBInstanceDelay', purpose: 'replicas-healthy' },
  { action: 'rds:DescribeDBInstanceHAConfig', purpose: 'secondary-healthy' },
  { action: 'rds:DescribeDBInstanceTDE', purpose: 'tde-off' },
  { action: 'rds:DescribeDBInstanceSSL', purpose: 'ssl' },
  { action: 'rds:DescribeDBProxy', purpose: 'proxy-version' },
  { action: 'rds:DescribeResourceUsage', purpose: 'free-disk' },
  { action: 'rds:DescribeBackups', purpose: 'recent-backup' },
  { action: 'rds:ListTagResources', purpose: 'selects instances of a fleet by tag' },
];
