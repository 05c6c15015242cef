/**
 * What an error code of the cloud means for a call:
 * - `busy`: the state forbids it now; look again.
 * - `throttled`: asked to slow down.
 * - `login-refused`, `login-expired`, `permission`, `clock`: the call was turned away before it was looked at.
 * - `not-found`: no such resource.
 * - `server`: the cloud's own fault; it may have been done.
 * - `refused`: it will not be done, and waiting does not help.
 */
export type CodeClass =
  | 'busy'
  | 'throttled'
  | 'login-refused'
  | 'login-expired'
  | 'permission'
  | 'clock'
  | 'not-found'
  | 'server'
  | 'refused';

/** Codes by name: those the API declares, and the undeclared ones that it, IAM and the signature check use. */
const byName: Readonly<Record<string, CodeClass>> = {
  // "is currently not running" and "is currently running" are among them: look again.
  InvalidResourceStateFault: 'busy',

  ResourceNotFoundFault: 'not-found',

  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  ThrottledException: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  SlowDown: 'throttled',

  UnrecognizedClientException: 'login-refused',
  InvalidClientTokenId: 'login-refused',
  InvalidSignatureException: 'login-refused',
  SignatureDoesNotMatch: 'login-refused',
  IncompleteSignature: 'login-refused',
  IncompleteSignatureException: 'login-refused',
  MissingAuthenticationToken: 'login-refused',
  MissingAuthenticationTokenException: 'login-refused',
  OptInRequired: 'login-refused',
  ExpiredToken: 'login-expired',
  ExpiredTokenException: 'login-expired',
  RequestExpired: 'clock',
  RequestTimeTooSkewed: 'clock',
  AccessDeniedException: 'permission',
  // As AWS STS writes it.
  AccessDenied: 'permission',
  NotAuthorized: 'permission',
  UnauthorizedOperation: 'permission',
  // The service's own, about a resource that it may not use; not the caller's permission.
  AccessDeniedFault: 'refused',

  InternalFailure: 'server',
  InternalError: 'server',
  InternalServerError: 'server',
  InternalServerException: 'server',
  ServiceUnavailable: 'server',
  ServiceUnavailableException: 'server',
  RequestTimeout: 'server',
  RequestTimeoutException: 'server',

  InsufficientResourceCapacityFault: 'refused',
  ResourceAlreadyExistsFault: 'refused',
  ResourceQuotaExceededFault: 'refused',
  StorageQuotaExceededFault: 'refused',
  UpgradeDependencyFailureFault: 'refused',
  InvalidParameterCombinationException: 'refused',
  InvalidParameterValueException: 'refused',
  KMSKeyNotAccessibleFault: 'refused',
  ValidationException: 'refused',
  ValidationError: 'refused',
  SerializationException: 'refused',
  UnknownOperationException: 'refused',
};

/** Families of codes, looked through in this order after the names. */
const byShape: readonly (readonly [RegExp, CodeClass])[] = [
  [/throttl|TooManyRequests/i, 'throttled'],
  [/^Internal|Unavailable|^Service(?:Failure|Fault)|Timeout/i, 'server'],
];

/** What a signature's message says when only the machine's clock is wrong. */
const clockWords = /signature (?:expired|not yet current)|clock|time.?skew/i;

/**
 * The class of a code. The code decides, never the HTTP status. One that nobody has listed is a refusal, which is
 * not sent again; one that speaks of the server's own trouble leaves open what happened.
 *
 * @param message tells a clock that is off from a wrong signature, which share one code
 */
export function codeClass(code: string, message = ''): CodeClass {
  const known = Object.hasOwn(byName, code) ? byName[code] : undefined;
  const found = known ?? byShape.find(([shape]) => shape.test(code))?.[1] ?? 'refused';
  return found === 'login-refused' && clockWords.test(message) ? 'clock' : found;
}
