import type { CloudAnswer, CloudCall } from './answer.ts';
import type { Fault, NamedFault } from './faults.ts';
import type { Random } from './random.ts';
import { type Refusal, refusalAnswer, serverError, throttled } from './refusal-answer.ts';

/** What faults do with one call. */
export interface Disturbance {
  /** Milliseconds that the call takes to arrive, and again that its answer takes. */
  delay: number;
  named: ReadonlySet<NamedFault>;
  refusal: Refusal | undefined;
}

/** Sums up the faults of one call. */
export function disturbance(faults: readonly Fault[]): Disturbance {
  const named = new Set<NamedFault>();
  let delay = 0;
  let refusal: Refusal | undefined;
  for (const fault of faults) {
    if (typeof fault === 'string') named.add(fault);
    else if ('delay' in fault) delay += fault.delay / 2;
    else refusal = fault.refuse;
  }
  return { delay, named, refusal };
}

/** The answer that faults give in the service's stead, so that the call has no effect. */
export function answerInstead(
  call: CloudCall,
  { named, refusal }: Disturbance,
  requestId: () => string,
): CloudAnswer | undefined {
  if (named.has('lost-before')) return { kind: 'lost', reason: 'reset' };
  if (named.has('timeout-before')) return { kind: 'lost', reason: 'timeout' };
  if (named.has('throttle')) return refusalAnswer(call.service, throttled[call.service], requestId());
  if (named.has('server-error')) return refusalAnswer(call.service, serverError[call.service], requestId());
  if (refusal !== undefined) return refusalAnswer(call.service, refusal, requestId());
  if (named.has('ok-with-code')) {
    return refusalAnswer(call.service, { ...serverError[call.service], status: 200 }, requestId());
  }
  return undefined;
}

const errorPage =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** What faults make of the answer to a call that took effect. */
export function disturbedAnswer(answer: CloudAnswer, { named }: Disturbance): CloudAnswer {
  if (named.has('lost-after')) return { kind: 'lost', reason: 'reset' };
  if (named.has('timeout-after')) return { kind: 'lost', reason: 'timeout' };
  if (named.has('html')) return { kind: 'raw', status: 502, contentType: 'text/html', text: errorPage };
  if (named.has('empty')) return { kind: 'raw', status: 200, contentType: 'application/json', text: '' };
  return answer;
}

/** Ids of requests that never reached a service. */
export function requestIds(random: Random): () => string {
  return () =>
    `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`.toUpperCase();
}
