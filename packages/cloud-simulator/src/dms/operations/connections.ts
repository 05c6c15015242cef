import { type Context, type Operation, requireEndpoint, requireInstance } from '../operation.ts';
import { Recorded } from '../recorded.ts';
import { notFound, wrongState } from '../refusal.ts';
import type { ConnectionShape } from '../shapes.ts';
import {
  type Connection,
  type Endpoint,
  type Instance,
  connectionKey,
  service,
  tasksOn,
  vary,
} from '../state.ts';
import { bury, changeConnection } from '../transition.ts';

function failureOf(endpoint: Endpoint, instanceIdentifier: string): string | undefined {
  const everywhere = endpoint.unreachableFrom === undefined;
  if (everywhere || endpoint.unreachableFrom?.includes(instanceIdentifier)) return endpoint.unreachable;
  return undefined;
}

function connectionOf(context: Context, instance: Instance, endpoint: Endpoint): Connection {
  const { region, now, world } = context;
  const key = connectionKey(instance.arn, endpoint.arn);
  const found = region.connections.get(key);
  if (found?.shown.truth !== undefined) return found;
  const shape: ConnectionShape = {
    ReplicationInstanceArn: instance.arn,
    EndpointArn: endpoint.arn,
    Status: 'testing',
    EndpointIdentifier: endpoint.shown.truth?.EndpointIdentifier ?? '',
    ReplicationInstanceIdentifier: instance.shown.truth?.ReplicationInstanceIdentifier ?? '',
  };
  const created = { key, shown: new Recorded(shape, now + world.switches.propagation), generation: 0 };
  region.connections.set(key, created);
  return created;
}

function finishTest(context: Context, connection: Connection, endpoint: Endpoint, at: number): void {
  const shape = connection.shown.truth;
  const failure = shape && failureOf(endpoint, shape.ReplicationInstanceIdentifier);
  const Status = failure === undefined ? 'successful' : 'failed';
  const changes = { Status, LastFailureMessage: failure };
  changeConnection(context.world, context.region, connection, at, service, changes, {
    action: 'connection-tested',
  });
}

/** SDK: the answer comes at once; the result is read with DescribeConnections. */
export const testConnection: Operation = (context) => {
  const { world, region, now, cause } = context;
  const [instance, { ReplicationInstanceStatus, ReplicationInstanceIdentifier }] = requireInstance(context);
  const endpoint = requireEndpoint(context);
  if (ReplicationInstanceStatus !== 'available') {
    throw wrongState(`Replication instance ${ReplicationInstanceIdentifier} is not active.`);
  }
  const key = connectionKey(instance.arn, endpoint.arn);
  if (region.connections.get(key)?.shown.truth?.Status === 'testing') {
    throw wrongState('Connection is already being tested.');
  }
  const connection = connectionOf(context, instance, endpoint);
  const testing = { Status: 'testing', LastFailureMessage: undefined };
  changeConnection(world, region, connection, now, cause, testing, { action: 'connection-testing' });
  const generation = (connection.generation += 1);
  world.agenda.schedule(now + vary(world, world.durations.testConnection), (at) => {
    if (connection.generation === generation) finishTest(context, connection, endpoint, at);
  });
  return { Connection: connection.shown.truth };
};

export const deleteConnection: Operation = (context) => {
  const { world, region, now, cause } = context;
  const [instance] = requireInstance(context);
  const endpoint = requireEndpoint(context);
  const connection = region.connections.get(connectionKey(instance.arn, endpoint.arn));
  const shape = connection?.shown.truth;
  if (connection === undefined || shape === undefined) throw notFound('Connection not found.');
  const used = tasksOn(region, instance.arn).some(({ shown }) => {
    const task = shown.truth;
    const uses = task?.SourceEndpointArn === endpoint.arn || task?.TargetEndpointArn === endpoint.arn;
    return uses && ['running', 'starting'].includes(task.Status);
  });
  if (used || shape.Status === 'testing') throw wrongState('Connection is in use.');
  changeConnection(
    world,
    region,
    connection,
    now,
    cause,
    { Status: 'deleting' },
    { action: 'connection-deleting' },
  );
  const generation = (connection.generation += 1);
  world.agenda.schedule(now + vary(world, world.durations.deleteConnection), (at) => {
    if (connection.generation !== generation) return;
    connection.shown.set(undefined, at);
    bury(world, region.connections, connection.key, connection, at);
  });
  return { Connection: connection.shown.truth };
};
