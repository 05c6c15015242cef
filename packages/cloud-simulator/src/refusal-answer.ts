import type { CloudServiceName, ResponseAnswer } from './answer.ts';
import { rdsErrorAnswer } from './rds/refusal.ts';

/** A refusal that does not come from an operation, in the form of the service that was called. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
}

/** The refusal as an answer of the service. */
export function refusalAnswer(
  service: CloudServiceName,
  refusal: Refusal,
  requestId: string,
): ResponseAnswer {
  if (service === 'rds') {
    const answer = rdsErrorAnswer(refusal, requestId);
    // SDK: openapi-core reads how long to wait, in milliseconds, from this header.
    return refusal === throttled.rds ? { ...answer, headers: { 'x-acs-retry-after': '1000' } } : answer;
  }
  return {
    kind: 'response',
    status: refusal.status,
    headers: { 'x-amzn-requestid': requestId },
    body: { __type: refusal.code, message: refusal.message },
  };
}

/** Too many requests, in each service's words. */
export const throttled: Readonly<Record<CloudServiceName, Refusal>> = {
  rds: { status: 400, code: 'Throttling.User', message: 'Request was denied due to user flow control.' },
  dms: { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
};

/** A server error, in each service's words. */
export const serverError: Readonly<Record<CloudServiceName, Refusal>> = {
  rds: {
    status: 503,
    code: 'ServiceUnavailable',
    message: 'The request has failed due to a temporary failure of the server.',
  },
  dms: {
    status: 500,
    code: 'InternalFailure',
    message: 'We encountered an internal error. Please try again.',
  },
};
