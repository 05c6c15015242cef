/**
 * What an error code of the cloud means for a call:
 * - `busy`: the state forbids it now; wait, then try again.
 * - `throttled`: asked to slow down.
 * - `login-refused`, `login-expired`, `permission`, `clock`: the call was turned away before it was looked at.
 * - `not-found`: no such instance.
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

/** Codes by name: UE, and for login and clock the codes that all of Alibaba Cloud uses. */
const byName: Readonly<Record<string, CodeClass>> = {
  IncorrectDBInstanceState: 'busy',
  'InvalidOrderTask.NotSupport': 'busy',
  'InvalideStatus.Format': 'busy',
  // Of its replicas; whether they are busy or behind only a look at them tells.
  UnsupportedReadOrBakReadState: 'busy',

  'InvalidDBInstanceId.NotFound': 'not-found',
  'InvalidDBInstance.NotFound': 'not-found',
  InvalidDBInstanceName: 'not-found',
  'InvalidDBInstanceName.NotFound': 'not-found',
  'HostInfo.NotFound': 'not-found',
  'Request.NotFound': 'not-found',

  'Rejected.Throttling': 'throttled',
  ServiceUnavailable: 'server',
  ExternalFailure: 'server',
  RequestMetaDataFailed: 'server',
  InvokeProxyFailure: 'server',
  InternalError: 'server',
  // The same signed request arrived before: that one may have been carried out.
  SignatureNonceUsed: 'server',

  'InvalidSecurityToken.Expired': 'login-expired',
  SignatureDoesNotMatch: 'login-refused',
  IncompleteSignature: 'login-refused',
  NoPermission: 'permission',
  InvalidUserOperatorPermission: 'permission',
  'InvalidTimeStamp.Expired': 'clock',
  'InvalidTimeStamp.Format': 'clock',
};

/** Families of codes, looked through in this order after the names. */
const byShape: readonly (readonly [RegExp, CodeClass])[] = [
  [/throttl/i, 'throttled'],
  [
    /^InvalidAccessKeyId\b|^InvalidSecurityToken\b|^MissingSecurityToken$|^InvalidCredentials/,
    'login-refused',
  ],
  [/^Forbidden(\.|$)|^NoPermission\b|^UnauthorizedOperation/, 'permission'],
  [/^InvalidTimeStamp\b/i, 'clock'],
  [/internal|unavailable|time-?out|^unknown|^system/i, 'server'],
];

/**
 * The class of a code. The code alone decides, never the HTTP status. One that nobody has listed is a refusal,
 * which is not sent again; one that speaks of the server's own trouble leaves open what happened.
 */
export function codeClass(code: string): CodeClass {
  if (Object.hasOwn(byName, code)) return byName[code] ?? 'refused';
  return byShape.find(([shape]) => shape.test(code))?.[1] ?? 'refused';
}
