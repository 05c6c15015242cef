/** Which half of the simulator a call is for. */
export type CloudServiceName = 'rds' | 'dms';

/** A call, as both protocols and callers in the same process make it. */
export interface CloudCall {
  service: CloudServiceName;
  /** The region whose endpoint was asked; for RDS the endpoint decides which instances exist. */
  region: string;
  action: string;
  /** AWS: the JSON body. Alibaba Cloud: the flat strings of the query and the form. */
  parameters: Record<string, unknown>;
  /** The access key that signed, if the call came over a protocol. */
  principal?: string;
  /** Who called, for the journal: a name that a test gives each of its processes. */
  caller?: string;
}

/** An answer with a JSON body, of success or of refusal. */
export interface ResponseAnswer {
  kind: 'response';
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** An answer that is not the service's own: HTML of a proxy, an empty body, garbage. */
export interface RawAnswer {
  kind: 'raw';
  status: number;
  contentType: string;
  text: string;
}

/** The connection broke, or timed out, before an answer. The call may have taken effect. */
export interface LostAnswer {
  kind: 'lost';
  reason: 'reset' | 'timeout';
}

/** What comes back from a call. */
export type CloudAnswer = ResponseAnswer | RawAnswer | LostAnswer;
