import { isArn } from '../arn.ts';
import { type Listing, list } from '../listing.ts';
import { type Operation, visible } from '../operation.ts';
import { optionalString } from '../parameters.ts';
import { notFound } from '../refusal.ts';
import type { ConnectionShape, EndpointShape } from '../shapes.ts';
import type { EventSubscriptionShape, ServerlessShape } from '../state.ts';

const endpoints: Listing<EndpointShape> = {
  field: 'Endpoints',
  what: 'endpoints',
  filters: {
    'endpoint-arn': { value: (item) => item.EndpointArn, isWellFormed: isArn, names: true },
    'endpoint-type': { value: (item) => item.EndpointType },
    'endpoint-id': { value: (item) => item.EndpointIdentifier, names: true },
    'engine-name': { value: (item) => item.EngineName },
  },
};

export const describeEndpoints: Operation = (context) =>
  list(context, visible(context, context.region.endpoints.values()), endpoints);

const connections: Listing<ConnectionShape> = {
  field: 'Connections',
  what: 'connections',
  filters: {
    'endpoint-arn': { value: (item) => item.EndpointArn, isWellFormed: isArn },
    'replication-instance-arn': { value: (item) => item.ReplicationInstanceArn, isWellFormed: isArn },
  },
};

export const describeConnections: Operation = (context) =>
  list(context, visible(context, context.region.connections.values()), connections);

/** Quotas of the account and region; used are what exists in truth. */
export const describeAccountAttributes: Operation = ({ region, world }) => {
  const instances = [...region.instances.values()].flatMap(({ shown }) => shown.truth ?? []);
  const tasks = [...region.tasks.values()].filter(({ shown }) => shown.truth !== undefined);
  const used = {
    ReplicationInstances: instances.length,
    AllocatedStorage: instances.reduce((sum, { AllocatedStorage }) => sum + AllocatedStorage, 0),
    Endpoints: region.endpoints.size,
    ReplicationSubnetGroups: region.subnetGroups.size,
    ReplicationTasks: tasks.length,
    EventSubscriptions: region.eventSubscriptions.length,
  };
  return {
    AccountQuotas: Object.entries(used).map(([AccountQuotaName, Used]) => ({
      AccountQuotaName,
      Used,
      Max: region.quotas[AccountQuotaName as keyof typeof used],
    })),
    UniqueAccountIdentifier: `c${world.account.slice(0, 11)}`,
  };
};

export const describeEventSubscriptions: Operation = (context) => {
  const name = optionalString(context.parameters, 'SubscriptionName');
  const all = context.region.eventSubscriptions.filter(
    ({ CustSubscriptionId }) => name === undefined || CustSubscriptionId === name,
  );
  if (name !== undefined && all.length === 0) throw notFound(`Event subscription ${name} not found.`);
  const arn = `arn:aws:dms:${context.region.name}:${context.world.account}:es:`;
  const listing: Listing<EventSubscriptionShape> = {
    field: 'EventSubscriptionsList',
    what: 'event subscriptions',
    filters: {
      'event-subscription-id': { value: (item) => item.CustSubscriptionId },
      'event-subscription-arn': { value: (item) => arn + item.CustSubscriptionId },
    },
  };
  return list(context, all, listing);
};

const serverlessFilters: Listing<ServerlessShape>['filters'] = {
  'replication-config-arn': { value: (item) => item.ReplicationConfigArn, isWellFormed: isArn },
  'replication-config-id': { value: (item) => item.ReplicationConfigIdentifier },
};

export const describeReplications: Operation = (context) =>
  list(context, context.region.replications, {
    field: 'Replications',
    what: 'replications',
    filters: serverlessFilters,
  });

export const describeReplicationConfigs: Operation = (context) =>
  list(context, context.region.replicationConfigs, {
    field: 'ReplicationConfigs',
    what: 'replication configs',
    filters: serverlessFilters,
  });
