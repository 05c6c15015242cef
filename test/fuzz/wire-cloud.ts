import type { CloudAnswer, CloudCall, CloudServiceName } from '@engine-upgrader/cloud-simulator';
import type { WireAnswer, WireRequest } from './loopback.ts';

/** Reads what operation a request is for; signatures are not looked at. */
export function callOf(service: CloudServiceName, region: string, request: WireRequest): CloudCall {
  return service === 'dms' ? dmsCall(region, request) : rdsCall(region, request);
}

function dmsCall(region: string, { headers, body }: WireRequest): CloudCall {
  const action = String(headers['x-amz-target']).replace(/^.*\./, '');
  const parameters: Record<string, unknown> = body === '' ? {} : JSON.parse(body);
  return { service: 'dms', region, action, parameters };
}

function rdsCall(region: string, { url, headers, body }: WireRequest): CloudCall {
  const parameters = Object.fromEntries([
    ...new URL(url, 'http://loopback').searchParams,
    ...new URLSearchParams(body),
  ]);
  return {
    service: 'rds',
    region,
    action: String(headers['x-acs-action'] ?? parameters['Action']),
    parameters,
  };
}

/** A simulated answer as it goes over the wire. */
export function wireAnswer(answer: CloudAnswer): WireAnswer {
  if (answer.kind === 'lost') return { status: 200, headers: {}, body: '{}', breaksOff: true };
  if (answer.kind === 'raw') {
    return { status: answer.status, headers: { 'content-type': answer.contentType }, body: answer.text };
  }
  const headers = { 'content-type': 'application/json', ...answer.headers };
  return { status: answer.status, headers, body: JSON.stringify(answer.body) };
}
