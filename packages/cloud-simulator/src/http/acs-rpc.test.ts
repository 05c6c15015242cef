import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeAcsRpc } from './acs-rpc.ts';
import type { Authentication } from './credentials.ts';
import type { HttpRequest } from './message.ts';

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Signs as Alibaba Cloud's page "V3 request body and signature mechanism" describes. */
function signed(
  query: string,
  secret: string,
  headers: Record<string, string> = {},
  accessKeyId = 'id',
): HttpRequest {
  const all: Record<string, string> = {
    host: '127.0.0.1:1',
    'x-acs-action': 'DescribeRegions',
    'x-acs-content-sha256': hash(''),
    'x-acs-date': '2026-01-10T12:00:00Z',
    'x-acs-signature-nonce': 'nonce',
    'x-acs-version': '2014-08-15',
    ...headers,
  };
  const names = Object.keys(all).sort();
  const canonical = [
    'POST',
    '/',
    query,
    names.map((name) => `${name}:${all[name]}\n`).join(''),
    names.join(';'),
    hash(''),
  ].join('\n');
  const signature = createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${hash(canonical)}`)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { method: 'POST', url: `/?${query}`, headers: { ...all, authorization }, body: '' };
}

const noon = Date.UTC(2026, 0, 10, 12);
const strict: Authentication = {
  credentials: { id: { secret: 'secret' }, session: { secret: 'secret', sessionToken: 'token' } },
  machineTime: () => noon,
};

function inState(state: 'inactive' | 'expired'): Authentication {
  return { credentials: { id: { secret: 'secret', state } } };
}

function minutesLater(minutes: number): Authentication {
  return { ...strict, machineTime: () => noon + minutes * 60_000 };
}

function code(request: HttpRequest, authentication: Authentication = strict): unknown {
  const decoded = decodeAcsRpc(request, 'cn-hangzhou', authentication);
  if (!('kind' in decoded)) return 'OK';
  return decoded.kind === 'response' ? (decoded.body as { Code: unknown }).Code : decoded.kind;
}

describe('the RPC protocol with ACS3 headers', () => {
  it('gives the call of a request that is signed', () => {
    const request = signed('DBInstanceId=rm-1&Tags=%7B%22a%20b%22%3A%22c%2A%22%7D', 'secret');
    expect(decodeAcsRpc(request, 'cn-hangzhou', strict)).toEqual({
      service: 'rds',
      region: 'cn-hangzhou',
      action: 'DescribeRegions',
      parameters: { DBInstanceId: 'rm-1', Tags: '{"a b":"c*"}' },
      principal: 'id',
    });
  });

  it('refuses what is not signed well, by the documented codes', () => {
    const good = signed('A=1', 'secret');
    const without = (name: string): HttpRequest => ({
      ...good,
      headers: { ...good.headers, [name]: undefined },
    });
    expect(code(good)).toBe('OK');
    expect(code(without('authorization'))).toBe('MissingAccessKeyId');
    expect(code(without('x-acs-date'))).toBe('IncompleteSignature');
    expect(code(without('x-acs-version'))).toBe('InvalidVersion');
    expect(code(without('x-acs-action'))).toBe('MissingAction');
    expect(code({ ...good, headers: { ...good.headers, authorization: 'Basic abc' } })).toBe(
      'IncompleteSignature',
    );
    expect(code({ ...good, url: '/?A=2' })).toBe('SignatureDoesNotMatch');
    expect(code({ ...good, body: 'B=2' })).toBe('SignatureDoesNotMatch');
    expect(code(signed('A=1', 'other'))).toBe('SignatureDoesNotMatch');
    expect(code(signed('A=1', 'secret', {}, 'nobody'))).toBe('InvalidAccessKeyId.NotFound');
    expect(code({ ...good, method: 'PUT' })).toBe('UnsupportedHTTPMethod');
  });

  it('refuses a login that is switched off or out of date, and a token that does not belong', () => {
    expect(code(signed('A=1', 'secret'), inState('inactive'))).toBe('InvalidAccessKeyId.Inactive');
    expect(code(signed('A=1', 'secret'), inState('expired'))).toBe('InvalidSecurityToken.Expired');
    const session = (token: string): HttpRequest =>
      signed('A=1', 'secret', { 'x-acs-security-token': token }, 'session');
    expect(code(session('token'))).toBe('OK');
    expect(code(session('other'))).toBe('InvalidSecurityToken.MismatchWithAccessKey');
  });

  it('refuses a clock that is a quarter of an hour off', () => {
    expect(code(signed('A=1', 'secret'), minutesLater(14))).toBe('OK');
    expect(code(signed('A=1', 'secret'), minutesLater(16))).toBe('InvalidTimeStamp.Expired');
    expect(code(signed('A=1', 'secret'), minutesLater(-16))).toBe('InvalidTimeStamp.Expired');
  });

  it('accepts any login where none is configured, if it is well formed', () => {
    expect(code(signed('A=1', 'anything'), {})).toBe('OK');
  });
});

describe('the RPC protocol of the older style', () => {
  const parameters = new URLSearchParams({
    AccessKeyId: 'id',
    Action: 'DescribeRegions',
    Format: 'JSON',
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: 'nonce',
    SignatureVersion: '1.0',
    Timestamp: '2026-01-10T12:00:00Z',
    Version: '2014-08-15',
  });

  it('takes action and signature from the parameters', () => {
    const encoded = encodeURIComponent(
      [...parameters].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'),
    );
    const signature = createHmac('sha1', 'secret&').update(`GET&%2F&${encoded}`).digest('base64');
    const request = (value: string): HttpRequest => ({
      method: 'GET',
      url: `/?${new URLSearchParams([...parameters, ['Signature', value]])}`,
      headers: {},
      body: '',
    });
    expect(decodeAcsRpc(request(signature), 'cn-hangzhou', strict)).toMatchObject({
      action: 'DescribeRegions',
      parameters: {},
      principal: 'id',
    });
    expect(code(request('AAAA'))).toBe('SignatureDoesNotMatch');
  });
});
