import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refused } from '../testing/fake-api.ts';
import type { RdsCallError } from './api.ts';
import { mutationAnswer } from './mutation-answer.ts';

const operation = 'UpgradeDBInstanceEngineVersion';
const subject = 'alibaba-rds://cn-hangzhou/rm-orders';

/** The table of classes in the documentation of UpgradeDBInstanceEngineVersion, and the codes of logins and clocks. */
const documented = {
  busy: [
    'IncorrectDBInstanceState',
    'InvalidOrderTask.NotSupport',
    'InvalideStatus.Format',
    'UnsupportedReadOrBakReadState',
  ],
  throttled: ['Throttling', 'Throttling.User', 'Rejected.Throttling'],
  unknown: [
    'ExternalFailure',
    'RequestMetaDataFailed',
    'InvokeProxyFailure',
    'InternalError',
    'ServiceUnavailable',
    'SignatureNonceUsed',
  ],
  rejected: [
    'ReadInstanceNotSupport',
    'IncorrectDBInstanceType',
    'IncorrectEngineVersion',
    'IncorrectMinorVersion',
    'InvalidMinorVersion.NotFound',
    'InvalidDBInstanceEngineType.Format',
    'InvalidEVENT',
    'InvalidSSLstatus',
    'InvalidTDEstatus',
    'InvalidDBInstanceConnType.Format',
    'InvalidSourceCategory',
    'InvalidBizType.Format',
    'IncorrectEngineTypeMyisam',
    'InvalidAccountName.Format',
    'IncorrectDBInstanceLockMode',
    'MaxscaleMinorVersionNotSupport',
    'CloudSSDNotSupport',
    'ClusterNotSupport',
    'InvalidInstanceLevel.Malformed',
    'UnsupportedFtsIndex',
    'UnsupportedFtsIndexVersion',
    'InvalidDBInstanceId.NotFound',
    'InvalidDBInstance.NotFound',
    'HostInfo.NotFound',
    'Request.NotFound',
    'Order.InstHasUnpaidOrder',
    'Pay.InsufficientBalance',
    'Price.PricingPlanResultNotFound',
    'OrderStatus.UnPaid',
    'InsufficientAvailableQuota',
    'Risk.RiskControlRejection',
    'OperationDenied.ZoneResource',
    'NotInFlowController',
    'InvalidKmsKey',
    'IdempotentParameterMismatch',
    'SomethingThatNobodyHasListed',
  ],
} as const;

/** Turned away before it was looked at: certainly not done, and the same call may go again. */
const logins = [
  ['InvalidAccessKeyId.NotFound', 'refused'],
  ['InvalidAccessKeyId.Inactive', 'refused'],
  ['SignatureDoesNotMatch', 'refused'],
  ['InvalidSecurityToken.Expired', 'expired'],
  ['Forbidden.RAM', 'permission'],
  ['NoPermission', 'permission'],
  ['InvalidUserOperatorPermission', 'permission'],
  ['InvalidTimeStamp.Expired', 'clock'],
] as const;

describe('what a failed mutating call means', () => {
  for (const [answer, codes] of Object.entries(documented)) {
    it.each(codes)(`is ${answer} for %s`, (code) => {
      expect(mutationAnswer(refused(operation, code), subject)).toMatchObject({
        answer,
        error: { provider: { operation, code, requestId: 'R-1' } },
      });
    });
  }

  it.each(logins)('is not done for %s, and says that the login is at fault: %s', (code, cause) => {
    const answer = mutationAnswer(refused(operation, code), subject);
    expect(answer).toMatchObject({ answer: 'throttled', error: { kind: 'credentials', cause } });
    if (cause === 'permission' && 'error' in answer)
      expect(answer.error.message).toContain(`rds:${operation}`);
    if (cause === 'clock' && 'error' in answer) expect(answer.error.message).toContain('clock');
  });

  it('never depends on the HTTP status', () => {
    const codes = [...Object.values(documented).flat(), ...logins.map(([code]) => code)];
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.constantFrom(200, 400, 403, 404, 429, 500, 503),
        (code, status) => {
          const error: RdsCallError = { ...refused(operation, code), status };
          expect(mutationAnswer(error, subject)).toEqual(mutationAnswer(refused(operation, code), subject));
        },
      ),
    );
  });

  it.each([
    ['transport', 'unknown'],
    ['malformed', 'unknown'],
    ['not-sent', 'throttled'],
    ['no-login', 'throttled'],
    ['invalid', 'rejected'],
  ] as const)('is, without a code of the cloud, for %s: %s', (cause, answer) => {
    expect(mutationAnswer({ cause, operation, message: 'why' }, subject).answer).toBe(answer);
  });

  it("keeps the cloud's hint when it was throttled", () => {
    const error: RdsCallError = { ...refused(operation, 'Throttling.User'), retryAfter: 1_500 };
    expect(mutationAnswer(error, subject)).toMatchObject({ error: { kind: 'throttled', retryAfter: 1_500 } });
  });
});
