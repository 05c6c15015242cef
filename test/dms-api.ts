import type { AnswerBody, DmsApi, DmsCallError, DmsOperation } from '@engine-upgrader/aws-dms';
import type { Cloud, CloudAnswer } from '@engine-upgrader/cloud-simulator';
import { err, ok, ResultAsync, type Result } from 'neverthrow';

/** The driver's port over the simulated cloud, in process. */
export function simulatedDmsApi(cloud: Cloud, caller: string): DmsApi {
  return {
    call: (operation, region, input) => {
      const call = async (): Promise<Result<AnswerBody, DmsCallError>> => {
        const parameters = Object.fromEntries(Object.entries(input));
        const answer = await cloud.call({ service: 'dms', region, action: operation, parameters, caller });
        return toResult(operation, answer);
      };
      return new ResultAsync(call());
    },
  };
}

function toResult(operation: DmsOperation, answer: CloudAnswer): Result<AnswerBody, DmsCallError> {
  switch (answer.kind) {
    case 'lost':
      return err({ cause: 'transport', operation, message: `the connection was lost (${answer.reason})` });
    case 'raw':
      return err({ cause: 'malformed', operation, message: 'the answer is no JSON' });
    case 'response': {
      const body = answer.body as AnswerBody;
      const { __type: code, message } = body;
      if (answer.status < 300 && typeof code !== 'string') return ok(body);
      return err({ cause: 'refused', operation, message: String(message), code: String(code) });
    }
  }
}
