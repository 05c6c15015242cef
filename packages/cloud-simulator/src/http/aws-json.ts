import type { CloudAnswer, CloudCall } from '../answer.ts';
import { authenticateAws } from './aws-json-authentication.ts';
import type { Authentication } from './credentials.ts';
import type { HttpRequest, HttpResponse } from './message.ts';

/** The JSON protocol of AWS, version 1.1: the operation in `X-Amz-Target`, a JSON body either way. */

const target = /^AmazonDMSv20160101\.([A-Za-z]+)$/;
const contentType = 'application/x-amz-json-1.1';

/** What is refused before any service sees it has an id of its own. */
const gatewayRequestId = '00000000-0000-4000-8000-000000000000';

function refused(code: string, message: string, status = 400): CloudAnswer {
  const headers = { 'x-amzn-requestid': gatewayRequestId };
  return { kind: 'response', status, headers, body: { __type: code, message } };
}

/** The body as an object; an empty one has no fields, undefined if it is none. */
function parametersOf(body: string): Record<string, unknown> | undefined {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads a request; an answer comes back where there is nothing to call.
 *
 * @param region - the region of the port; undefined for a port that serves them all, where the credential's
 * scope tells the region
 */
export function decodeAwsJson(
  request: HttpRequest,
  region: string | undefined,
  authentication: Authentication = {},
): CloudCall | CloudAnswer {
  const action = target.exec(request.headers['x-amz-target'] ?? '')?.[1];
  if (request.method !== 'POST' || action === undefined) {
    return refused('UnknownOperationException', 'The operation is not known.', 404);
  }
  const who = authenticateAws(request, region, authentication);
  if ('refusal' in who) return refused(who.refusal.code, who.refusal.message);
  const parameters = parametersOf(request.body);
  if (parameters === undefined) {
    return refused('SerializationException', 'The body is not a JSON object.');
  }
  return { service: 'dms', region: region ?? who.region, action, parameters, principal: who.accessKeyId };
}

/** Writes an answer that has a response. */
export function encodeAwsJson(answer: Exclude<CloudAnswer, { kind: 'lost' }>): HttpResponse {
  if (answer.kind === 'raw') {
    return { status: answer.status, headers: { 'content-type': answer.contentType }, body: answer.text };
  }
  return {
    status: answer.status,
    headers: { 'content-type': contentType, ...answer.headers },
    body: JSON.stringify(answer.body),
  };
}
