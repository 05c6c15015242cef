import type { Operation } from '../operation.ts';
import { deleteConnection, testConnection } from './connections.ts';
import { createReplicationTask, deleteReplicationTask } from './create-and-delete-task.ts';
import { createReplicationInstance } from './create-instance.ts';
import {
  describeEngineVersions,
  describeOrderableReplicationInstances,
  describeReplicationInstances,
  describeReplicationSubnetGroups,
} from './describe-instances.ts';
import {
  describeAccountAttributes,
  describeConnections,
  describeEndpoints,
  describeEventSubscriptions,
  describeReplicationConfigs,
  describeReplications,
} from './describe-others.ts';
import {
  describeReplicationTaskAssessmentRuns,
  describeReplicationTaskIndividualAssessments,
  describeReplicationTasks,
  describeTableStatistics,
} from './describe-tasks.ts';
import {
  applyPendingMaintenanceAction,
  deleteReplicationInstance,
  describePendingMaintenanceActions,
  rebootReplicationInstance,
} from './instances.ts';
import { modifyReplicationInstance } from './modify-instance.ts';
import { moveReplicationTask } from './move-task.ts';
import { addTagsToResource, listTagsForResource } from './tags.ts';
import { startReplicationTask, stopReplicationTask } from './start-and-stop-task.ts';

/** The operations, by the names that the API has for them. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    AddTagsToResource: addTagsToResource,
    ApplyPendingMaintenanceAction: applyPendingMaintenanceAction,
    CreateReplicationInstance: createReplicationInstance,
    CreateReplicationTask: createReplicationTask,
    DeleteConnection: deleteConnection,
    DeleteReplicationInstance: deleteReplicationInstance,
    DeleteReplicationTask: deleteReplicationTask,
    DescribeAccountAttributes: describeAccountAttributes,
    DescribeConnections: describeConnections,
    DescribeEndpoints: describeEndpoints,
    DescribeEngineVersions: describeEngineVersions,
    DescribeEventSubscriptions: describeEventSubscriptions,
    DescribeOrderableReplicationInstances: describeOrderableReplicationInstances,
    DescribePendingMaintenanceActions: describePendingMaintenanceActions,
    DescribeReplicationConfigs: describeReplicationConfigs,
    DescribeReplicationInstances: describeReplicationInstances,
    DescribeReplications: describeReplications,
    DescribeReplicationSubnetGroups: describeReplicationSubnetGroups,
    DescribeReplicationTaskAssessmentRuns: describeReplicationTaskAssessmentRuns,
    DescribeReplicationTaskIndividualAssessments: describeReplicationTaskIndividualAssessments,
    DescribeReplicationTasks: describeReplicationTasks,
    DescribeTableStatistics: describeTableStatistics,
    ListTagsForResource: listTagsForResource,
    ModifyReplicationInstance: modifyReplicationInstance,
    MoveReplicationTask: moveReplicationTask,
    RebootReplicationInstance: rebootReplicationInstance,
    StartReplicationTask: startReplicationTask,
    StopReplicationTask: stopReplicationTask,
    TestConnection: testConnection,
  }),
);
