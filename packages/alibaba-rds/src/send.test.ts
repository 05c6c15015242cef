import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlibabaRdsDriver } from './create-driver.ts';
import type { UpgradeCall } from './provider.ts';

const call: UpgradeCall = {
  operation: 'UpgradeDBInstanceEngineVersion',
  region: 'eu-central-1',
  instanceId: 'rm-orders',
  engineVersion: '5.6',
  effectiveTime: 'MaintainTime',
};
const driver = createAlibabaRdsDriver({
  environment: {},
  config: { accessKeyId: 'LTAItest', accessKeySecret: 'secret' },
  callTimeout: 4_000,
});
const exchange = (): nock.Interceptor =>
  nock('https://rds.eu-central-1.aliyuncs.com').post('/').query({
    DBInstanceId: 'rm-orders',
    EngineVersion: '5.6',
    ClientToken: 'token-1',
    EffectiveTime: 'MaintainTime',
  });

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('sending an upgrade', () => {
  it.each([10_254_125, '10254125'])(
    'is one request with the token and the effective time; its task is kept as text',
    async (TaskId) => {
      const scope = exchange()
        .matchHeader('x-acs-action', 'UpgradeDBInstanceEngineVersion')
        .reply(200, { TaskId, RequestId: 'R' });
      expect(await driver.send(call, 'token-1')).toEqual({
        answer: 'accepted',
        acknowledgement: { taskId: '10254125' },
        requestId: 'R',
      });
      expect(scope.isDone()).toBe(true);
    },
  );

  it.each([
    ['IncorrectDBInstanceState', 'busy'],
    ['UnsupportedReadOrBakReadState', 'busy'],
    ['Throttling.User', 'throttled'],
    ['Forbidden.RAM', 'throttled'],
    ['InvalidTimeStamp.Expired', 'throttled'],
    ['InvalidTDEstatus', 'rejected'],
    ['InvalidDBInstanceId.NotFound', 'rejected'],
    ['InternalError', 'unknown'],
  ])('is, refused with %s, %s', async (Code, answer) => {
    for (const status of [400, 403, 500, 200]) {
      exchange().reply(status, { Code, Message: 'm', RequestId: 'R' });
      expect(await driver.send(call, 'token-1')).toMatchObject({
        answer,
        error: { provider: { code: Code, requestId: 'R' } },
      });
    }
  });

  it.each([
    ['HTML', '<html></html>'],
    ['an empty body', ''],
    ['no task', '{"RequestId":"R"}'],
  ])('is unknown where the answer is %s', async (_, body) => {
    exchange().reply(200, body, { 'content-type': 'application/json' });
    expect(await driver.send(call, 'token-1')).toMatchObject({
      answer: 'unknown',
      error: { kind: 'malformed-answer' },
    });
  });

  it('is unknown after a reset', async () => {
    exchange().replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    expect(await driver.send(call, 'token-1')).toMatchObject({
      answer: 'unknown',
      error: { kind: 'unavailable' },
    });
  });
});
