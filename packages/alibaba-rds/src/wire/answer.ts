import { err, ok, type Result } from 'neverthrow';
import type { AnswerBody, RdsCallError, RdsOperation } from './api.ts';
import { isBody, malformed } from './parse.ts';
import { answeredError } from './thrown.ts';

/**
 * The body of what a client's generic call returned. The clients take a redirect, and a 200 with an error code
 * inside, for success; both are none.
 */
export function answerBody(operation: RdsOperation, returned: unknown): Result<AnswerBody, RdsCallError> {
  const answer = isBody(returned) ? returned : {};
  const { body, statusCode } = answer as { body?: unknown; statusCode?: unknown };
  if (typeof statusCode === 'number' && (statusCode < 200 || statusCode > 299)) {
    const message = `HTTP status ${statusCode} is neither an answer nor an error`;
    return err({ cause: 'malformed', operation, message, status: statusCode, field: 'status' });
  }
  if (!isBody(body)) return err(malformed(operation, 'body'));
  if (isErrorCode(body['Code'])) return err(answeredError(operation, body, answer));
  return ok(body);
}

/** Some operations of Alibaba Cloud have `Code: "200"` in an answer that is none of an error. */
function isErrorCode(code: unknown): boolean {
  return typeof code === 'string' && code !== '' && !/^(200|ok|success)$/i.test(code);
}
