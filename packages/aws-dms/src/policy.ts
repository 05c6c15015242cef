import type { DmsOperation } from './wire/api.ts';

/** One action of an IAM policy, and what it is for. */
export interface PolicyAction {
  readonly action: `dms:${DmsOperation}`;
  readonly purpose: string;
}

/**
 * The least IAM policy: the actions without which no upgrade in place runs. The describes are allowed on `*`,
 * ModifyReplicationInstance on the instance, StopReplicationTask and StartReplicationTask on its tasks.
 */
export const requiredActions: readonly PolicyAction[] = [
  { action: 'dms:DescribeReplicationInstances', purpose: 'looks at instances' },
  { action: 'dms:DescribeReplicationTasks', purpose: 'looks at tasks' },
  { action: 'dms:DescribeEngineVersions', purpose: 'finds the offered versions and the way to them' },
  { action: 'dms:ModifyReplicationInstance', purpose: 'upgrades an instance' },
  { action: 'dms:StopReplicationTask', purpose: 'stops the tasks that run' },
  { action: 'dms:StartReplicationTask', purpose: 'resumes the tasks that ran' },
];

/** Reads without which a finding is `unknown`, or a listing has less. */
export const optionalActions: readonly PolicyAction[] = [
  { action: 'dms:DescribeOrderableReplicationInstances', purpose: 'class-orderable' },
  { action: 'dms:DescribeEndpoints', purpose: 'postgresql-slots, routing-3-4-7' },
  { action: 'dms:DescribeTableStatistics', purpose: 'full-load-restarts' },
  { action: 'dms:ListTagsForResource', purpose: 'infrastructure-as-code' },
  { action: 'dms:DescribePendingMaintenanceActions', purpose: 'pending-maintenance' },
  { action: 'dms:DescribeReplicationConfigs', purpose: 'lists serverless replications' },
  { action: 'dms:DescribeReplications', purpose: 'the status of serverless replications' },
];
