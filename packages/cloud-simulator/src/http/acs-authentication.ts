import type { Refusal } from '../refusal-answer.ts';
import {
  type AcsAuthorization,
  isAcsSignatureValid,
  isRpcSignatureValid,
  parseAcsAuthorization,
} from './acs-signature.ts';
import { type Authentication, type SimulatedCredential, signatureTolerance } from './credentials.ts';
import type { HttpRequest } from './message.ts';

/** Who signed a request, or why that is not believed. */
export type Authenticated = { accessKeyId: string } | { refusal: Refusal };

const refusals = {
  incomplete: [400, 'IncompleteSignature', 'The request signature does not conform to Aliyun standards.'],
  noKey: [400, 'MissingAccessKeyId', 'AccessKeyId is mandatory for this action.'],
  unknownKey: [404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.'],
  inactive: [400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.'],
  token: [
    400,
    'InvalidSecurityToken.MismatchWithAccessKey',
    'Specified SecurityToken mismatch with the AccessKey.',
  ],
  tokenExpired: [400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.'],
  signature: [400, 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.'],
  timestamp: [400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.'],
} as const satisfies Record<string, readonly [number, string, string]>;

function refuse(name: keyof typeof refusals): { refusal: Refusal } {
  const [status, code, message] = refusals[name];
  return { refusal: { status, code, message } };
}

function credentialRefusal(
  credential: SimulatedCredential | undefined,
  token: string | undefined,
): { refusal: Refusal } | undefined {
  if (credential === undefined) return refuse('unknownKey');
  if (credential.state === 'inactive') return refuse('inactive');
  if (credential.state === 'expired') return refuse('tokenExpired');
  return credential.sessionToken === token ? undefined : refuse('token');
}

function isTooOld(date: string | undefined, authentication: Authentication): boolean {
  if (authentication.machineTime === undefined) return false;
  const age = authentication.machineTime() - Date.parse(date ?? '');
  return !(Math.abs(age) <= signatureTolerance);
}

/** Headers that an ACS3 request has to sign. */
const signedAtLeast = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-version'];

function isWellFormed(authorization: AcsAuthorization, request: HttpRequest): boolean {
  return (
    signedAtLeast.every((name) => authorization.signedHeaders.includes(name)) &&
    authorization.signedHeaders.every((name) => request.headers[name] !== undefined)
  );
}

/** Checks a request with ACS3 headers. */
export function authenticateAcs(request: HttpRequest, authentication: Authentication): Authenticated {
  const header = request.headers['authorization'];
  if (header === undefined) return refuse('noKey');
  const authorization = parseAcsAuthorization(header);
  if (authorization === undefined || !isWellFormed(authorization, request)) return refuse('incomplete');
  if (isTooOld(request.headers['x-acs-date'], authentication)) return refuse('timestamp');
  const { accessKeyId } = authorization;
  if (authentication.credentials === undefined) return { accessKeyId };
  const credential = authentication.credentials[accessKeyId];
  const refused = credentialRefusal(credential, request.headers['x-acs-security-token']);
  if (refused !== undefined || credential === undefined) return refused ?? refuse('unknownKey');
  return isAcsSignatureValid(request, authorization, credential.secret)
    ? { accessKeyId }
    : refuse('signature');
}

/** Checks a request of the older style, whose signature is one of its parameters. */
export function authenticateRpc(
  method: string,
  parameters: ReadonlyMap<string, string>,
  authentication: Authentication,
): Authenticated {
  const accessKeyId = parameters.get('AccessKeyId');
  if (accessKeyId === undefined) return refuse('noKey');
  if (!parameters.has('Signature') || parameters.get('SignatureMethod') !== 'HMAC-SHA1') {
    return refuse('incomplete');
  }
  if (isTooOld(parameters.get('Timestamp'), authentication)) return refuse('timestamp');
  if (authentication.credentials === undefined) return { accessKeyId };
  const credential = authentication.credentials[accessKeyId];
  const refused = credentialRefusal(credential, parameters.get('SecurityToken'));
  if (refused !== undefined || credential === undefined) return refused ?? refuse('unknownKey');
  return isRpcSignatureValid(method, parameters, credential.secret) ? { accessKeyId } : refuse('signature');
}
