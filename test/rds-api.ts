import type { AnswerBody, RdsApi, RdsCallError, RdsOperation } from '@engine-upgrader/alibaba-rds';
import type { Cloud, CloudAnswer } from '@engine-upgrader/cloud-simulator';
import { err, ok, ResultAsync, type Result } from 'neverthrow';

/** The driver's port over the simulated cloud, in process. `before` runs before a call arrives. */
export function simulatedRdsApi(
  cloud: Cloud,
  caller: string,
  before?: (operation: RdsOperation, parameters: object) => Promise<void>,
): RdsApi {
  return {
    call: (operation, region, parameters) => {
      const call = async (): Promise<Result<AnswerBody, RdsCallError>> => {
        if (before) await before(operation, parameters);
        const answer = await cloud.call({
          service: 'rds',
          region,
          action: operation,
          parameters: { ...parameters },
          caller,
        });
        return toResult(operation, answer);
      };
      return new ResultAsync(call());
    },
  };
}

function toResult(operation: RdsOperation, answer: CloudAnswer): Result<AnswerBody, RdsCallError> {
  switch (answer.kind) {
    case 'lost':
      return err({ cause: 'transport', operation, message: `the connection was lost (${answer.reason})` });
    case 'raw':
      return err({ cause: 'malformed', operation, status: answer.status, message: 'the answer is no JSON' });
    case 'response': {
      const body = answer.body as AnswerBody;
      const { Code: code, Message: message, RequestId: requestId } = body;
      if (answer.status < 300 && typeof code !== 'string') return ok(body);
      return err({
        cause: 'refused',
        operation,
        status: answer.status,
        message: String(message),
        code: String(code),
        requestId: String(requestId),
      });
    }
  }
}
