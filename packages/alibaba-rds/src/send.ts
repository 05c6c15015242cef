import type { CallAnswer } from '@engine-upgrader/core';
import * as z from 'zod/mini';
import { instanceUrl } from './observe/instance.ts';
import { once } from './once.ts';
import type { AlibabaRds, UpgradeCall } from './provider.ts';
import type { AnswerBody, RdsApi } from './wire/api.ts';
import { mutationAnswer } from './wire/mutation-answer.ts';
import { id, parseBody, requestIdOf } from './wire/parse.ts';

const operation = 'UpgradeDBInstanceEngineVersion';
const accepted = once(() => z.object({ TaskId: id }));

/** Sends the one request of a stored call. */
export async function send(api: RdsApi, call: UpgradeCall, token: string): Promise<CallAnswer<AlibabaRds>> {
  const subject = instanceUrl(call);
  const answer = await api.call(operation, call.region, {
    DBInstanceId: call.instanceId,
    EngineVersion: call.engineVersion,
    ClientToken: token,
    EffectiveTime: call.effectiveTime,
  });
  return answer.andThen(parseAnswer).match(
    (value) => value,
    (error) => mutationAnswer(error, subject),
  );
}

function parseAnswer(body: AnswerBody): ReturnType<typeof parseBody<CallAnswer<AlibabaRds>>> {
  const requestId = requestIdOf(body);
  return parseBody(operation, body, accepted()).map((fields) => ({
    answer: 'accepted' as const,
    acknowledgement: { taskId: fields.TaskId },
    ...(requestId === undefined ? {} : { requestId }),
  }));
}
