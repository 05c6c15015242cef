import { isArn, isIdentifier } from '../arn.ts';
import { type Listing, list, page } from '../listing.ts';
import { type Operation, visible } from '../operation.ts';
import type { ReplicationInstanceShape, SubnetGroupShape } from '../shapes.ts';

const instances: Listing<ReplicationInstanceShape> = {
  field: 'ReplicationInstances',
  what: 'replication instances',
  filters: {
    'replication-instance-arn': {
      value: (item) => item.ReplicationInstanceArn,
      isWellFormed: isArn,
      names: true,
    },
    'replication-instance-id': {
      value: (item) => item.ReplicationInstanceIdentifier,
      isWellFormed: (value) => isIdentifier(value, 63),
      names: true,
    },
    'replication-instance-class': { value: (item) => item.ReplicationInstanceClass },
    'engine-version': { value: (item) => item.EngineVersion },
  },
};

export const describeReplicationInstances: Operation = (context) =>
  list(context, visible(context, context.region.instances.values()), instances);

export const describeEngineVersions: Operation = (context) =>
  page(context, context.world.catalogue.versions, { field: 'EngineVersions', what: 'engine versions' });

export const describeOrderableReplicationInstances: Operation = (context) =>
  page(context, context.world.catalogue.orderables(context.region.name, context.now), {
    field: 'OrderableReplicationInstances',
    what: 'orderable replication instances',
  });

const subnetGroups: Listing<SubnetGroupShape> = {
  field: 'ReplicationSubnetGroups',
  what: 'replication subnet groups',
  filters: {
    'replication-subnet-group-id': { value: (item) => item.ReplicationSubnetGroupIdentifier, names: true },
  },
};

export const describeReplicationSubnetGroups: Operation = (context) =>
  list(context, [...context.region.subnetGroups.values()], subnetGroups);
