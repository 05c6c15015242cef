import type { DmsOperation } from './wire/api.ts';

/** One action of an IAM policy, and what it is for. */
export interface PolicyAction {
  readonly action: `dms:${DmsOperation | 'AddTagsToResource'}`;
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

/** Actions without which a finding is `unknown`, a listing has less, or there is no way side by side. */
export const optionalActions: readonly PolicyAction[] = [
  { action: 'dms:DescribeOrderableReplicationInstances', purpose: 'class-orderable, zone-orderable' },
  { action: 'dms:DescribeEndpoints', purpose: 'postgresql-slots, routing-3-4-7' },
  { action: 'dms:DescribeTableStatistics', purpose: 'full-load-restarts' },
  {
    action: 'dms:ListTagsForResource',
    purpose:
      'infrastructure-as-code; selects instances of a fleet by tag; side by side: knows the new instance by its tag',
  },
  { action: 'dms:DescribePendingMaintenanceActions', purpose: 'pending-maintenance' },
  { action: 'dms:DescribeAccountAttributes', purpose: 'quota-headroom, and which strategy is advised' },
  { action: 'dms:DescribeEventSubscriptions', purpose: 'side by side: names-old-instance' },
  { action: 'dms:CreateReplicationInstance', purpose: 'side by side: creates the new instance' },
  { action: 'dms:AddTagsToResource', purpose: 'side by side: tags the new instance' },
  { action: 'dms:TestConnection', purpose: 'side by side: tests connections from the new instance' },
  { action: 'dms:DescribeConnections', purpose: 'side by side: reads how the tests went' },
  { action: 'dms:MoveReplicationTask', purpose: 'side by side: moves tasks' },
  { action: 'dms:DeleteReplicationInstance', purpose: 'cleanup: deletes an instance without tasks' },
  { action: 'dms:DescribeReplicationConfigs', purpose: 'lists serverless replications' },
  { action: 'dms:DescribeReplications', purpose: 'the status of serverless replications' },
];
