import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from './message.ts';

/** The parts of an `ACS3-HMAC-SHA256` authorization header. */
export interface AcsAuthorization {
  accessKeyId: string;
  signedHeaders: string[];
  signature: string;
}

const algorithm = 'ACS3-HMAC-SHA256';

/** Reads the authorization header; undefined if it is not well formed. */
export function parseAcsAuthorization(header: string): AcsAuthorization | undefined {
  const match =
    /^ACS3-HMAC-SHA256 +Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (match === null) return undefined;
  const [, accessKeyId = '', signedHeaders = '', signature = ''] = match;
  return { accessKeyId, signedHeaders: signedHeaders.split(';'), signature };
}

/** Percent-encoding of RFC 3986, as both signatures want it. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function byName(one: readonly [string, string], other: readonly [string, string]): number {
  if (one[0] === other[0]) return 0;
  return one[0] < other[0] ? -1 : 1;
}

/** The parameters as `name=value`, sorted and encoded. */
export function canonicalQuery(parameters: Iterable<readonly [string, string]>): string {
  return [...parameters]
    .sort(byName)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join('&');
}

function equal(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Whether the signature of an ACS3 request was made with this secret. */
export function isAcsSignatureValid(
  request: HttpRequest,
  authorization: AcsAuthorization,
  secret: string,
): boolean {
  const url = new URL(request.url, 'http://loopback');
  const payload = createHash('sha256').update(request.body).digest('hex');
  if (request.headers['x-acs-content-sha256'] !== payload) return false;
  const headers = authorization.signedHeaders
    .map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`)
    .join('');
  const canonical = [
    request.method,
    url.pathname,
    canonicalQuery(url.searchParams),
    headers,
    authorization.signedHeaders.join(';'),
    payload,
  ].join('\n');
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const expected = createHmac('sha256', secret).update(`${algorithm}\n${hashed}`).digest('hex');
  return equal(expected, authorization.signature);
}

/** Whether the older signature, HMAC-SHA1 over all parameters, was made with this secret. */
export function isRpcSignatureValid(
  method: string,
  parameters: ReadonlyMap<string, string>,
  secret: string,
): boolean {
  const signed = [...parameters].filter(([name]) => name !== 'Signature');
  const text = `${method}&${encodeStrictly('/')}&${encodeStrictly(canonicalQuery(signed))}`;
  const expected = createHmac('sha1', `${secret}&`).update(text).digest('base64');
  return equal(expected, parameters.get('Signature') ?? '');
}
