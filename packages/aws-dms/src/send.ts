import type { CallAnswer } from '@engine-upgrader/core';
import type { Result } from 'neverthrow';
import * as z from 'zod/mini';
import type { AwsDms, DmsCall } from './provider.ts';
import type { AnswerBody, DmsApi, DmsCallError } from './wire/api.ts';
import { mutationAnswer } from './wire/mutation-answer.ts';
import { optionalText, parseBody, requestIdOf } from './wire/parse.ts';

const instance = z.object({ ReplicationInstance: z.object({ ReplicationInstanceStatus: optionalText }) });
const task = z.object({ ReplicationTask: z.object({ Status: optionalText }) });
const connection = z.object({ Connection: z.object({ Status: optionalText }) });

/** Sends the one request of a stored call. AWS DMS takes no token: an answer that is lost has to be looked for. */
export async function send(api: DmsApi, call: DmsCall): Promise<CallAnswer<AwsDms>> {
  const answer = await callOf(api, call);
  return answer
    .andThen((body) => parseAnswer(call, body))
    .match(
      (value) => value,
      (error) => mutationAnswer(error, subjectOf(call)),
    );
}

function callOf(api: DmsApi, call: DmsCall): ReturnType<DmsApi['call']> {
  switch (call.operation) {
    case 'ModifyReplicationInstance':
      return api.call(call.operation, call.region, call.input);
    case 'StopReplicationTask':
      return api.call(call.operation, call.region, call.input);
    case 'StartReplicationTask':
      return api.call(call.operation, call.region, call.input);
    case 'CreateReplicationInstance':
      return api.call(call.operation, call.region, call.input);
    case 'TestConnection':
      return api.call(call.operation, call.region, call.input);
    case 'MoveReplicationTask':
      return api.call(call.operation, call.region, call.input);
    case 'DeleteReplicationInstance':
      return api.call(call.operation, call.region, call.input);
  }
}

function subjectOf({ input }: DmsCall): string {
  if ('ReplicationTaskArn' in input) return input.ReplicationTaskArn;
  if ('EndpointArn' in input) return input.EndpointArn;
  return 'ReplicationInstanceArn' in input
    ? input.ReplicationInstanceArn
    : input.ReplicationInstanceIdentifier;
}

function statusIn(call: DmsCall, body: AnswerBody): Result<string | undefined, DmsCallError> {
  const { operation } = call;
  switch (operation) {
    case 'ModifyReplicationInstance':
    case 'CreateReplicationInstance':
    case 'DeleteReplicationInstance':
      return parseBody(operation, body, instance).map(
        (fields) => fields.ReplicationInstance.ReplicationInstanceStatus,
      );
    case 'TestConnection':
      return parseBody(operation, body, connection).map((fields) => fields.Connection.Status);
    case 'StopReplicationTask':
    case 'StartReplicationTask':
    case 'MoveReplicationTask':
      return parseBody(operation, body, task).map((fields) => fields.ReplicationTask.Status);
  }
}

function parseAnswer(call: DmsCall, body: AnswerBody): Result<CallAnswer<AwsDms>, DmsCallError> {
  const status = statusIn(call, body);
  const requestId = requestIdOf(body);
  const known = requestId === undefined ? {} : { requestId };
  return status.map((value) => ({
    answer: 'accepted',
    acknowledgement: { ...known, ...(value === undefined ? {} : { status: value }) },
    ...known,
  }));
}
