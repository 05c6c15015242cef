import {
  type AwsAuthorization,
  isAwsSignatureValid,
  parseAwsAuthorization,
  parseAwsDate,
} from './aws-json-signature.ts';
import { type Authentication, signatureTolerance } from './credentials.ts';
import type { HttpRequest } from './message.ts';

/** A login that is refused: the code that clients match on, and what is said. */
export interface AwsLoginRefusal {
  readonly code: string;
  readonly message: string;
}

/** Who signed a request and for which region, or why that is not believed. */
export type AwsAuthenticated =
  | { readonly accessKeyId: string; readonly region: string }
  | { readonly refusal: AwsLoginRefusal };

function refuse(code: string, message: string): { refusal: AwsLoginRefusal } {
  return { refusal: { code, message } };
}

/** The scope, the signed headers and the age of a signature, which can be checked without its secret. */
function formRefusal(
  request: HttpRequest,
  authorization: AwsAuthorization,
  region: string | undefined,
  authentication: Authentication,
): { refusal: AwsLoginRefusal } | undefined {
  const { signedHeaders, day } = authorization;
  const date = request.headers['x-amz-date'] ?? '';
  if (
    !signedHeaders.includes('host') ||
    !signedHeaders.every((name) => request.headers[name] !== undefined)
  ) {
    return refuse('IncompleteSignatureException', 'A signed header is missing from the request.');
  }
  const signedAt = parseAwsDate(date);
  if (Number.isNaN(signedAt) || !date.startsWith(day)) {
    return refuse('IncompleteSignatureException', 'Date must be in ISO-8601 "basic format".');
  }
  if (authorization.service !== 'dms') {
    return refuse('InvalidSignatureException', 'Credential should be scoped to correct service: dms.');
  }
  if (region !== undefined && authorization.region !== region) {
    return refuse('InvalidSignatureException', 'Credential should be scoped to a valid region.');
  }
  const age = (authentication.machineTime?.() ?? signedAt) - signedAt;
  if (Math.abs(age) > signatureTolerance) {
    const relation = age > 0 ? 'Signature expired' : 'Signature not yet current';
    return refuse('InvalidSignatureException', `${relation}: ${date}`);
  }
  return undefined;
}

/**
 * Checks a request's signature of version 4. Without configured credentials every login with a well-formed
 * signature is accepted.
 */
export function authenticateAws(
  request: HttpRequest,
  region: string | undefined,
  authentication: Authentication,
): AwsAuthenticated {
  const header = request.headers['authorization'];
  if (header === undefined) {
    return refuse('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const authorization = parseAwsAuthorization(header);
  if (authorization === undefined) {
    return refuse('IncompleteSignatureException', 'The Authorization header is not well formed.');
  }
  const wrongForm = formRefusal(request, authorization, region, authentication);
  if (wrongForm !== undefined) return wrongForm;
  const { accessKeyId } = authorization;
  const accepted = { accessKeyId, region: authorization.region };
  if (authentication.credentials === undefined) return accepted;
  const credential = authentication.credentials[accessKeyId];
  const token = request.headers['x-amz-security-token'];
  if (credential?.state === 'expired') {
    return refuse('ExpiredTokenException', 'The security token included in the request is expired');
  }
  if (credential === undefined || credential.state === 'inactive' || credential.sessionToken !== token) {
    return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  if (isAwsSignatureValid(request, authorization, credential.secret)) return accepted;
  return refuse(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  );
}
