/** The quotas that DescribeAccountAttributes shows, and those a single instance has. */
export interface DmsQuotas {
  ReplicationInstances: number;
  /** Gigabytes over all instances of a region. */
  AllocatedStorage: number;
  Endpoints: number;
  ReplicationSubnetGroups: number;
  ReplicationTasks: number;
  EventSubscriptions: number;
  TasksPerInstance: number;
  EndpointsPerInstance: number;
}

/** The usual maxima. User guide, "Quotas for AWS Database Migration Service": per account and region. */
export const defaultDmsQuotas: DmsQuotas = {
  ReplicationInstances: 60,
  AllocatedStorage: 30_000,
  Endpoints: 1_000,
  ReplicationSubnetGroups: 60,
  ReplicationTasks: 600,
  EventSubscriptions: 60,
  TasksPerInstance: 200,
  EndpointsPerInstance: 100,
};
