import type { CloudAnswer, CloudCall } from '../answer.ts';
import type { Authentication } from './credentials.ts';
import type { HttpRequest, HttpResponse } from './message.ts';

/** How a service is spoken to over HTTP. */
export interface Protocol {
  /** Reads a request. `region` is the one the port is for; undefined where it serves them all. */
  readonly decode: (
    request: HttpRequest,
    region: string | undefined,
    authentication: Authentication,
  ) => CloudCall | CloudAnswer;
  readonly encode: (answer: Exclude<CloudAnswer, { kind: 'lost' }>) => HttpResponse;
}
