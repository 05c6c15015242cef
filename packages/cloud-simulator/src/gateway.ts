import type { CloudAnswer, CloudCall } from './answer.ts';
import type { CloudOptions } from './cloud-options.ts';
import { refusalAnswer, throttled } from './refusal-answer.ts';
import { createRequestLimiter } from './request-limit.ts';

/** What a call passes before it reaches a service. */
export type Gateway = (call: CloudCall, now: number) => CloudAnswer | undefined;

/** Refuses what exceeds the limit of requests, and what the access control does not allow. */
export function createGateway(options: CloudOptions, requestId: () => string): Gateway {
  const { requestLimit, allow } = options;
  const limiter = requestLimit === undefined ? undefined : createRequestLimiter(requestLimit);
  return (call, now) => {
    if (limiter !== undefined && !limiter.take(`${call.service}/${call.region}`, now)) {
      return refusalAnswer(call.service, throttled[call.service], requestId());
    }
    const permission = allow?.(call) ?? true;
    if (permission === true) return undefined;
    const status = permission.status ?? (call.service === 'rds' ? 403 : 400);
    return refusalAnswer(call.service, { ...permission, status }, requestId());
  };
}
