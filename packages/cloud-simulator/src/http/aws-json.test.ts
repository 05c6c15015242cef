import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeAwsJson, encodeAwsJson } from './aws-json.ts';
import { isAwsSignatureValid, parseAwsAuthorization } from './aws-json-signature.ts';
import type { Authentication } from './credentials.ts';
import type { HttpRequest } from './message.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Parameters<typeof createHmac>[1], text: string): NonSharedBuffer =>
  createHmac('sha256', key).update(text).digest();

/** Signs a request as the documentation of AWS describes it, by its own steps. */
function signed(
  changes: {
    region?: string;
    service?: string;
    secret?: string;
    token?: string;
    body?: string;
    key?: string;
  } = {},
): HttpRequest {
  const { region = 'us-east-1', service = 'dms', secret = 'secret', body = '{"MaxRecords":20}' } = changes;
  const date = '20261120T120000Z';
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host: '127.0.0.1:4000',
    'x-amz-date': date,
    ...(changes.token !== undefined && { 'x-amz-security-token': changes.token }),
    'x-amz-target': 'AmazonDMSv20160101.DescribeReplicationInstances',
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name] ?? ''}\n`).join('');
  const canonical = ['POST', '/', '', lines, names.join(';'), sha(body)].join('\n');
  const scope = `20261120/${region}/${service}/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, '20261120'), region), service), 'aws4_request');
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha(canonical)].join('\n')).toString('hex');
  const credential = `Credential=${changes.key ?? 'AKIDEXAMPLE'}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { method: 'POST', url: '/', headers: { ...headers, authorization }, body };
}

const credentials: Authentication['credentials'] = {
  AKIDEXAMPLE: { secret: 'secret' },
  AKIDTOKEN: { secret: 'secret', sessionToken: 'token' },
  AKIDEXPIRED: { secret: 'secret', state: 'expired' },
  AKIDINACTIVE: { secret: 'secret', state: 'inactive' },
};

function codeOf(request: HttpRequest, authentication: Authentication = {}, region?: string): string {
  const decoded = decodeAwsJson(request, region, authentication);
  if (!('kind' in decoded)) return 'OK';
  if (decoded.kind !== 'response') return decoded.kind;
  return (decoded.body as Record<string, string>)['__type'] ?? 'no code';
}

test('a signature of the test suite that AWS published is valid, another one not', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b';
  const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
  const request: HttpRequest = { method: 'POST', url: '/', headers, body: '' };
  const parsed = parseAwsAuthorization(authorization);
  if (parsed === undefined) throw new Error('The header was not understood');
  expect(isAwsSignatureValid(request, parsed, 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY')).toBe(true);
  expect(isAwsSignatureValid(request, parsed, 'another')).toBe(false);
  expect(
    isAwsSignatureValid({ ...request, body: '{}' }, parsed, 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
  ).toBe(false);
});

describe('decoding', () => {
  test('the operation, the parameters, who called, and the region of the scope', () => {
    expect(decodeAwsJson(signed({ region: 'eu-west-1' }), undefined)).toEqual({
      service: 'dms',
      region: 'eu-west-1',
      action: 'DescribeReplicationInstances',
      parameters: { MaxRecords: 20 },
      principal: 'AKIDEXAMPLE',
    });
  });

  test.each([
    ['no signature', { authorization: undefined }, 'MissingAuthenticationTokenException'],
    ['no such signature', { authorization: 'Basic abc' }, 'IncompleteSignatureException'],
    ['a signed header that is not there', { 'x-amz-date': undefined }, 'IncompleteSignatureException'],
    ['another day', { 'x-amz-date': '20261121T120000Z' }, 'IncompleteSignatureException'],
    ['no target', { 'x-amz-target': undefined }, 'UnknownOperationException'],
    ['another service’s target', { 'x-amz-target': 'DynamoDB_20120810.Query' }, 'UnknownOperationException'],
  ])('%s: %s', (_, headers, code) => {
    const request = signed();
    expect(codeOf({ ...request, headers: { ...request.headers, ...headers } })).toBe(code);
  });

  test.each(['[]', '{', 'null', '<html>'])('a body of %s is refused', (body) => {
    expect(codeOf(signed({ body }))).toBe('SerializationException');
  });

  test('a port of one region refuses another scope', () => {
    expect(codeOf(signed(), {}, 'us-east-1')).toBe('OK');
    expect(codeOf(signed(), {}, 'eu-west-1')).toBe('InvalidSignatureException');
    expect(codeOf(signed({ service: 'rds' }))).toBe('InvalidSignatureException');
  });
});

const at = (time: string): string => codeOf(signed(), { machineTime: () => Date.parse(time) });

describe('with configured credentials', () => {
  test.each([
    [{}, 'OK'],
    [{ secret: 'wrong' }, 'InvalidSignatureException'],
    [{ key: 'AKIDNOBODY' }, 'UnrecognizedClientException'],
    [{ key: 'AKIDINACTIVE' }, 'UnrecognizedClientException'],
    [{ key: 'AKIDEXPIRED' }, 'ExpiredTokenException'],
    [{ key: 'AKIDTOKEN' }, 'UnrecognizedClientException'],
    [{ key: 'AKIDTOKEN', token: 'token' }, 'OK'],
  ])('%j: %s', (changes, code) => {
    expect(codeOf(signed(changes), { credentials })).toBe(code);
  });

  test('a body that was changed on the way is refused', () => {
    expect(codeOf({ ...signed(), body: '{"MaxRecords":100}' }, { credentials })).toBe(
      'InvalidSignatureException',
    );
  });

  test('a signature is good for 15 minutes, before and after', () => {
    expect(at('2026-11-20T12:15:00Z')).toBe('OK');
    expect(at('2026-11-20T12:15:01Z')).toBe('InvalidSignatureException');
    expect(at('2026-11-20T11:44:59Z')).toBe('InvalidSignatureException');
  });
});

test('encoding keeps status, headers and body', () => {
  expect(
    encodeAwsJson({ kind: 'response', status: 400, headers: { 'x-amzn-requestid': 'r' }, body: { a: 1 } }),
  ).toEqual({
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r' },
    body: '{"a":1}',
  });
  expect(encodeAwsJson({ kind: 'raw', status: 502, contentType: 'text/html', text: '<html>' })).toEqual({
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html>',
  });
});
