/** What `engine-upgrader instances aws-dms` reads, written by hand on the official client: the same five listings. */
import {
  DatabaseMigrationServiceClient,
  DescribeEngineVersionsCommand,
  DescribePendingMaintenanceActionsCommand,
  DescribeReplicationConfigsCommand,
  DescribeReplicationInstancesCommand,
  DescribeReplicationTasksCommand,
} from '@aws-sdk/client-database-migration-service';

const client = new DatabaseMigrationServiceClient({ maxAttempts: 1 });
const [{ ReplicationInstances: instances = [] }, { ReplicationTasks: tasks = [] }] = await Promise.all([
  client.send(new DescribeReplicationInstancesCommand({ MaxRecords: 100 })),
  client.send(new DescribeReplicationTasksCommand({ MaxRecords: 100 })),
  client.send(new DescribeEngineVersionsCommand({ MaxRecords: 100 })),
  client.send(new DescribePendingMaintenanceActionsCommand({ MaxRecords: 100 })),
  client.send(new DescribeReplicationConfigsCommand({ MaxRecords: 100 })),
]);
console.table(
  instances.map((instance) => ({
    id: instance.ReplicationInstanceIdentifier,
    version: instance.EngineVersion,
    status: instance.ReplicationInstanceStatus,
    tasks: tasks.filter((task) => task.ReplicationInstanceArn === instance.ReplicationInstanceArn).length,
  })),
);

process.exit(0);
