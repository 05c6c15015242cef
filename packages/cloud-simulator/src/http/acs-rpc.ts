import type { CloudAnswer, CloudCall } from '../answer.ts';
import { rdsErrorAnswer } from '../rds/refusal.ts';
import { authenticateAcs, authenticateRpc } from './acs-authentication.ts';
import type { Authentication } from './credentials.ts';
import type { HttpRequest, HttpResponse } from './message.ts';

/** Alibaba Cloud's RPC protocol, in its two styles: ACS3 headers, or Action and Signature as parameters. */

/** What the protocol itself adds to the parameters of the older style. */
const protocolParameters = new Set([
  'AccessKeyId',
  'Action',
  'Format',
  'SecurityToken',
  'Signature',
  'SignatureMethod',
  'SignatureNonce',
  'SignatureType',
  'SignatureVersion',
  'Timestamp',
  'Version',
]);

const apiVersion = '2014-08-15';

/** What is refused before any service sees it has an id of its own. */
const gatewayRequestId = '00000000-0000-4000-8000-000000000000';

function parametersOf(request: HttpRequest): Map<string, string> {
  const parameters = new Map(new URL(request.url, 'http://loopback').searchParams);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(request.body)) parameters.set(name, value);
  }
  return parameters;
}

function refused(status: number, code: string, message: string): CloudAnswer {
  return rdsErrorAnswer({ status, code, message }, gatewayRequestId);
}

/** Reads a request; an answer comes back where there is nothing to call. The port decides the region. */
export function decodeAcsRpc(
  request: HttpRequest,
  region: string | undefined,
  authentication: Authentication = {},
): CloudCall | CloudAnswer {
  if (request.method !== 'POST' && request.method !== 'GET') {
    return refused(405, 'UnsupportedHTTPMethod', 'This http method is not supported.');
  }
  const parameters = parametersOf(request);
  const action = request.headers['x-acs-action'] ?? parameters.get('Action');
  const version = request.headers['x-acs-version'] ?? parameters.get('Version');
  if (action === undefined) return refused(400, 'MissingAction', 'Action is mandatory for this action.');
  if (version !== apiVersion) {
    return refused(400, 'InvalidVersion', 'Specified parameter Version is not valid.');
  }
  // Clients of the older style may send the action as a header, too; what they sign is the parameters.
  const isOlderStyle = request.headers['authorization'] === undefined && parameters.has('Action');
  const who = isOlderStyle
    ? authenticateRpc(request.method, parameters, authentication)
    : authenticateAcs(request, authentication);
  if ('refusal' in who) return refused(who.refusal.status, who.refusal.code, who.refusal.message);
  const own = [...parameters].filter(([name]) => !isOlderStyle || !protocolParameters.has(name));
  if (region === undefined) return refused(404, 'InvalidRegionId.NotFound', 'The endpoint has no region.');
  return { service: 'rds', region, action, parameters: Object.fromEntries(own), principal: who.accessKeyId };
}

/** Writes an answer that has a response. */
export function encodeAcsRpc(answer: Exclude<CloudAnswer, { kind: 'lost' }>): HttpResponse {
  if (answer.kind === 'raw') {
    return { status: answer.status, headers: { 'content-type': answer.contentType }, body: answer.text };
  }
  const id = (answer.body as { RequestId?: unknown } | null)?.RequestId;
  return {
    status: answer.status,
    headers: {
      'content-type': 'application/json;charset=utf-8',
      ...(typeof id === 'string' ? { 'x-acs-request-id': id } : {}),
      ...answer.headers,
    },
    body: JSON.stringify(answer.body),
  };
}
