import type { DatabaseMigrationServiceClient } from '@aws-sdk/client-database-migration-service';
import type { InvalidInputError, Milliseconds } from '@engine-upgrader/core';
import { err, ok, type Result, ResultAsync } from 'neverthrow';
import type { AnswerBody, DmsApi, DmsCallError, DmsInputs, DmsOperation } from './api.ts';
import type { ClientFor } from './clients.ts';
import { startDeadline } from './deadline.ts';
import { malformed, isBody } from './parse.ts';
import { thrownError } from './thrown.ts';

interface SendOptions {
  readonly abortSignal: AbortSignal;
}

type Send<O extends DmsOperation> = (
  client: DatabaseMigrationServiceClient,
  input: DmsInputs[O],
  options: SendOptions,
) => Promise<object>;

/** How each operation is sent by the official package. */
type Senders = { readonly [O in DmsOperation]: Send<O> };

async function loadSenders(): Promise<Senders> {
  const dms = await import('@aws-sdk/client-database-migration-service');
  return {
    DescribeReplicationInstances: (client, input, options) =>
      client.send(new dms.DescribeReplicationInstancesCommand(input), options),
    DescribeReplicationTasks: (client, input, options) =>
      client.send(new dms.DescribeReplicationTasksCommand(input), options),
    DescribeEngineVersions: (client, input, options) =>
      client.send(new dms.DescribeEngineVersionsCommand(input), options),
    DescribeOrderableReplicationInstances: (client, input, options) =>
      client.send(new dms.DescribeOrderableReplicationInstancesCommand(input), options),
    DescribePendingMaintenanceActions: (client, input, options) =>
      client.send(new dms.DescribePendingMaintenanceActionsCommand(input), options),
    DescribeEndpoints: (client, input, options) =>
      client.send(new dms.DescribeEndpointsCommand(input), options),
    DescribeTableStatistics: (client, input, options) =>
      client.send(new dms.DescribeTableStatisticsCommand(input), options),
    DescribeReplicationConfigs: (client, input, options) =>
      client.send(new dms.DescribeReplicationConfigsCommand(input), options),
    DescribeReplications: (client, input, options) =>
      client.send(new dms.DescribeReplicationsCommand(input), options),
    DescribeAccountAttributes: (client, input, options) =>
      client.send(new dms.DescribeAccountAttributesCommand(input), options),
    DescribeConnections: (client, input, options) =>
      client.send(new dms.DescribeConnectionsCommand(input), options),
    DescribeEventSubscriptions: (client, input, options) =>
      client.send(new dms.DescribeEventSubscriptionsCommand(input), options),
    CreateReplicationInstance: (client, input, options) =>
      client.send(new dms.CreateReplicationInstanceCommand(input), options),
    DeleteReplicationInstance: (client, input, options) =>
      client.send(new dms.DeleteReplicationInstanceCommand(input), options),
    TestConnection: (client, input, options) => client.send(new dms.TestConnectionCommand(input), options),
    MoveReplicationTask: (client, input, options) =>
      client.send(new dms.MoveReplicationTaskCommand(input), options),
    ListTagsForResource: (client, input, options) =>
      client.send(new dms.ListTagsForResourceCommand(input), options),
    ModifyReplicationInstance: (client, input, options) =>
      client.send(new dms.ModifyReplicationInstanceCommand(input), options),
    StopReplicationTask: (client, input, options) =>
      client.send(new dms.StopReplicationTaskCommand(input), options),
    StartReplicationTask: (client, input, options) =>
      client.send(new dms.StartReplicationTaskCommand(input), options),
  };
}

/** The port over the official client, which is loaded at the first call. One request a call, and one time limit. */
export function sdkApi(clientFor: ClientFor, callTimeout: Milliseconds): DmsApi {
  let loading: Promise<Senders> | undefined;
  const exchange = async <O extends DmsOperation>(
    operation: O,
    region: string,
    input: DmsInputs[O],
  ): Promise<Result<AnswerBody, DmsCallError>> => {
    loading ??= loadSenders();
    const senders = await loading;
    const client = await clientFor(region);
    if (client.isErr()) return err(invalid(operation, client.error));
    const deadline = startDeadline(callTimeout);
    try {
      const sent = senders[operation](client.value, input, { abortSignal: deadline.signal });
      const body: unknown = await Promise.race([sent, deadline.passed]);
      return isBody(body) ? ok(body) : err(malformed(operation, 'body'));
    } finally {
      deadline.over();
    }
  };
  return {
    call: (operation, region, input) => {
      const send = ResultAsync.fromThrowable(
        () => exchange(operation, region, input),
        (thrown) => thrownError(operation, thrown),
      );
      return send().andThen((result) => result);
    },
  };
}

function invalid(operation: DmsOperation, error: InvalidInputError): DmsCallError {
  return { cause: 'invalid', operation, message: error.message, field: error.input };
}
