import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from './message.ts';

/** The parts of an `AWS4-HMAC-SHA256` authorization header. */
export interface AwsAuthorization {
  readonly accessKeyId: string;
  /** The day in the credential's scope, as `20261120`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const algorithm = 'AWS4-HMAC-SHA256';
const pattern =
  /^AWS4-HMAC-SHA256 +Credential=([^/\s,]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/;

/** Reads the authorization header; undefined if it is not well formed. */
export function parseAwsAuthorization(header: string): AwsAuthorization | undefined {
  const match = pattern.exec(header);
  if (match === null) return undefined;
  const [, accessKeyId = '', day = '', region = '', service = '', signedHeaders = '', signature = ''] = match;
  return { accessKeyId, day, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** Reads `X-Amz-Date`, as `20261120T130000Z`; NaN if it is none. Milliseconds since the epoch. */
export function parseAwsDate(text: string): number {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return Number.NaN;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function canonicalRequest(request: HttpRequest, signedHeaders: readonly string[]): string {
  const url = new URL(request.url, 'http://loopback');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const headers = signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`,
  );
  return [
    request.method,
    url.pathname,
    query,
    headers.join(''),
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

/** Whether the request was signed with this secret: signature version 4 of AWS. */
export function isAwsSignatureValid(
  request: HttpRequest,
  authorization: AwsAuthorization,
  secret: string,
): boolean {
  const { day, region, service, signedHeaders, signature } = authorization;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = [
    algorithm,
    request.headers['x-amz-date'] ?? '',
    scope,
    sha256(canonicalRequest(request, signedHeaders)),
  ].join('\n');
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
  const expected = hmac(key, text);
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
