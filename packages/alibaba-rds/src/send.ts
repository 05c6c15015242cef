import type { CallAnswer, UpgradeError } from '@engine-upgrader/core';
import * as z from 'zod/mini';
import { instanceUrl } from './observe/instance.ts';
import type { AlibabaRds, UpgradeCall } from './provider.ts';
import type { AnswerBody, RdsApi } from './wire/api.ts';
import { mutationAnswer } from './wire/mutation-answer.ts';
import { id, parseBody, requestIdOf } from './wire/parse.ts';

const operation = 'UpgradeDBInstanceEngineVersion';
const accepted = z.object({ TaskId: id });

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
    (error) => withOrderAdvice(mutationAnswer(error, subject)),
  );
}

function parseAnswer(body: AnswerBody): ReturnType<typeof parseBody<CallAnswer<AlibabaRds>>> {
  const requestId = requestIdOf(body);
  return parseBody(operation, body, accepted).map((fields) => ({
    answer: 'accepted' as const,
    acknowledgement: { taskId: fields.TaskId },
    ...(requestId === undefined ? {} : { requestId }),
  }));
}

/** A primary refused because of its replicas' state is told which order they want. */
function withOrderAdvice(answer: CallAnswer<AlibabaRds>): CallAnswer<AlibabaRds> {
  if (answer.answer !== 'rejected' || answer.error.kind !== 'rejected') return answer;
  if (answer.error.provider?.code !== 'UnsupportedReadOrBakReadState') return answer;
  const advice =
    'its replicas and disaster-recovery instances have to be upgraded first: use replica order auto or replicas-first';
  const error: UpgradeError = { ...answer.error, message: `${answer.error.message}; ${advice}` };
  return { answer: 'rejected', error };
}
