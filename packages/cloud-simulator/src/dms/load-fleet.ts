import { arnOf, resourceIdOf } from './arn.ts';
import { createInstanceRecord, defaultSubnetGroup, subnetGroupShape } from './create-instance-record.ts';
import { createTaskRecord } from './create-task-record.ts';
import type {
  DmsConnectionSeed,
  DmsEndpointSeed,
  DmsRegionSeed,
  DmsServerlessSeed,
  DmsTaskSeed,
} from './fleet.ts';
import { settleInstance, visitInWindow } from './instance-lifecycle.ts';
import { defaultDmsQuotas } from './quotas.ts';
import { Recorded } from './recorded.ts';
import { seconds } from './shapes.ts';
import {
  type Endpoint,
  type Instance,
  type Region,
  type Task,
  type World,
  connectionKey,
  service,
} from './state.ts';
import { beginStop, settleTask } from './task-lifecycle.ts';
import { beginStart, continueLoad } from './task-start.ts';
import { scheduleWindow } from './window.ts';

const displayNames: Record<string, string> = {
  mysql: 'MySQL',
  postgres: 'PostgreSQL',
  s3: 'Amazon S3',
  oracle: 'Oracle',
  redshift: 'Amazon Redshift',
  kinesis: 'Amazon Kinesis',
  dynamodb: 'Amazon DynamoDB',
};

const ports: Record<string, number> = { mysql: 3306, postgres: 5432, oracle: 1521, redshift: 5439 };

function loadEndpoint(world: World, region: Region, seed: DmsEndpointSeed): void {
  const arn = arnOf(
    world.account,
    region.name,
    'endpoint',
    resourceIdOf(`${region.name}/endpoint/${seed.identifier}`),
  );
  const port = ports[seed.engine];
  const endpoint: Endpoint = {
    arn,
    shown: new Recorded(
      {
        EndpointIdentifier: seed.identifier.toLowerCase(),
        EndpointType: seed.type,
        EngineName: seed.engine,
        EngineDisplayName: displayNames[seed.engine] ?? seed.engine,
        Username: 'dms',
        ServerName: seed.serverName ?? `${seed.identifier}.example.internal`,
        ...(port !== undefined && { Port: port }),
        DatabaseName: 'orders',
        Status: 'active',
        KmsKeyId: `arn:aws:kms:${region.name}:${world.account}:key/4c1731d6-5435-ed4d-be13-d53411a7cfbd`,
        SslMode: 'none',
        ...seed.settings,
        EndpointArn: arn,
      },
      -Infinity,
    ),
    unreachable: seed.unreachable,
    unreachableFrom: seed.unreachableFrom,
    slotLasts: seed.slotLastsMinutes === undefined ? Infinity : seed.slotLastsMinutes * 60_000,
    tags: [],
  };
  region.endpoints.set(arn, endpoint);
}

function find<T extends Instance | Endpoint>(map: Map<string, T>, identifier: string): T {
  for (const item of map.values()) {
    const shape = item.shown.truth;
    const name =
      shape &&
      ('EndpointIdentifier' in shape ? shape.EndpointIdentifier : shape.ReplicationInstanceIdentifier);
    if (name === identifier.toLowerCase()) return item;
  }
  throw new Error(`The fleet names ${identifier}, which is not there`);
}

function loadConnection(region: Region, seed: DmsConnectionSeed): void {
  const instance = find(region.instances, seed.instance);
  const endpoint = find(region.endpoints, seed.endpoint);
  const key = connectionKey(instance.arn, endpoint.arn);
  const shape = {
    ReplicationInstanceArn: instance.arn,
    EndpointArn: endpoint.arn,
    Status: seed.status,
    EndpointIdentifier: seed.endpoint,
    ReplicationInstanceIdentifier: seed.instance,
    ...(seed.lastFailureMessage !== undefined && { LastFailureMessage: seed.lastFailureMessage }),
  };
  region.connections.set(key, { key, shown: new Recorded(shape, -Infinity), generation: 0 });
}

function loadServerless(world: World, region: Region, seed: DmsServerlessSeed, at: number): void {
  const shape = {
    ReplicationConfigIdentifier: seed.identifier,
    ReplicationConfigArn: arnOf(
      world.account,
      region.name,
      'replication-config',
      resourceIdOf(`${region.name}/replication-config/${seed.identifier}`),
    ),
    SourceEndpointArn: find(region.endpoints, seed.source).arn,
    TargetEndpointArn: find(region.endpoints, seed.target).arn,
    ReplicationType: seed.replicationType,
  };
  region.replications.push({ ...shape, Status: seed.status, ReplicationCreateTime: seconds(at) });
  region.replicationConfigs.push({
    ...shape,
    ComputeConfig: { MaxCapacityUnits: 4, MultiAZ: false },
    ReplicationConfigCreateTime: seconds(at),
  });
}

/** Whatever is under way at the start goes on from there. */
function goOn(world: World, region: Region, task: Task, seed: DmsTaskSeed, at: number): void {
  if (seed.status === 'starting') beginStart(world, region, task, at, service, 'resume-processing');
  if (seed.status === 'stopping')
    beginStop(world, region, task, at, { by: 'fleet', throughApi: false }, 'NORMAL');
  if (seed.status === 'creating') settleTask(world, region, task, at, world.durations.createTask);
  if (seed.status === 'testing') settleTask(world, region, task, at, world.durations.assessment);
  if (seed.status === 'running') continueLoad(world, region, task, at);
}

/** Builds a region as the fleet describes it. Throws an Error if the fleet names what is not in it. */
export function loadRegion(world: World, name: string, seed: DmsRegionSeed, at: number): Region {
  const region: Region = {
    name,
    instances: new Map(),
    tasks: new Map(),
    endpoints: new Map(),
    connections: new Map(),
    subnetGroups: new Map(),
    eventSubscriptions: [],
    replications: [],
    replicationConfigs: [],
    quotas: { ...defaultDmsQuotas, ...seed.quotas },
    capacityShortages: 0,
    nextCreationEnds: undefined,
  };
  for (const group of seed.subnetGroups ?? []) {
    region.subnetGroups.set(group.identifier, subnetGroupShape(name, group));
  }
  defaultSubnetGroup(region);
  for (const endpoint of seed.endpoints ?? []) loadEndpoint(world, region, endpoint);
  const changing = ['creating', 'modifying', 'upgrading', 'rebooting', 'maintenance'];
  for (const instanceSeed of seed.instances ?? []) {
    const instance = createInstanceRecord(world, region, instanceSeed, at, -Infinity);
    scheduleWindow(world, region, instance, at, visitInWindow);
    if (!changing.includes(instanceSeed.status ?? '')) continue;
    settleInstance(world, region, instance, at, world.durations.modify);
  }
  for (const taskSeed of seed.tasks ?? []) {
    const source = find(region.endpoints, taskSeed.source);
    const target = find(region.endpoints, taskSeed.target);
    const instance = find(region.instances, taskSeed.instance);
    const place = { instanceArn: instance.arn, source, target };
    goOn(world, region, createTaskRecord(world, region, taskSeed, place, at, -Infinity), taskSeed, at);
    for (const endpoint of [taskSeed.source, taskSeed.target]) {
      loadConnection(region, { instance: taskSeed.instance, endpoint, status: 'successful' });
    }
  }
  for (const connection of seed.connections ?? []) loadConnection(region, connection);
  for (const subscription of seed.eventSubscriptions ?? []) {
    region.eventSubscriptions.push({
      CustomerAwsId: world.account,
      CustSubscriptionId: subscription.identifier,
      SnsTopicArn: `arn:aws:sns:${name}:${world.account}:${subscription.identifier}`,
      Status: 'active',
      SubscriptionCreationTime: new Date(at).toISOString(),
      SourceType: subscription.sourceType,
      SourceIdsList: subscription.sourceIds,
      EventCategoriesList: subscription.eventCategories ?? ['failure', 'maintenance'],
      Enabled: subscription.enabled ?? true,
    });
  }
  for (const serverless of seed.serverless ?? []) loadServerless(world, region, serverless, at);
  return region;
}
