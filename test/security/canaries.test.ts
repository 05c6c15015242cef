import { join } from 'node:path';
import { createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import { createAwsDmsDriver } from '@engine-upgrader/aws-dms';
import { must } from '@engine-upgrader/conformance';
import {
  createMemoryStore,
  createUpgrader,
  type EngineUpgrader,
  type Provider,
  redact,
  serialise,
  type UpgradeEvent,
} from '@engine-upgrader/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indiscreetTexts, marked, marksIn } from './marks.ts';
import { type Ended, type MarkedClouds, openMarkedClouds, run } from './marked-clouds.ts';

const yes = ['--auto-approve', '--accept', 'all'];
const rds = 'alibaba-rds://cn-hangzhou/rm-orders';
const dms = 'aws-dms://us-east-1/orders';
const beside = ['--strategy', 'side-by-side', '--pause-after-canary', 'no'];

describe('the indiscreet texts themselves', () => {
  it.each(indiscreetTexts)('%s', (text) => {
    expect(marksIn(text)).not.toEqual([]);
    expect(marksIn(redact(text))).toEqual([]);
  });
});

describe('secrets are nowhere to be found', () => {
  let clouds: MarkedClouds;
  let said: Ended[];
  beforeEach(async () => {
    clouds = await openMarkedClouds();
    said = [];
  });
  afterEach(async () => {
    const written = [...said.map(({ text }) => ({ name: 'output', text })), ...clouds.files()];
    await clouds.close();
    for (const { name, text } of written) expect([name, marksIn(text)]).toEqual([name, []]);
  });
  const upgrader = async (...argv: string[]): Promise<Ended> => {
    const ended = await clouds.run(...argv);
    said.push(ended);
    return ended;
  };
  const runId = (): string => /run ([0-9a-f]{32})/.exec(said.map(({ text }) => text).join())?.[1] ?? '';
  const path = (name: string): string => join(clouds.folder, name);

  it('in listings, versions, checks, plans, runs, status and reports of ApsaraDB RDS', async () => {
    for (const action of ['DescribeDBInstanceTDE', 'DescribeBackups', 'DescribeResourceUsage'])
      clouds.refuse(action, 'InternalError');
    clouds.refuse('UpgradeDBInstanceEngineVersion', 'Throttling.User', 2);
    clouds.refuse('DescribeDBInstances', 'SignatureDoesNotMatch', 1);
    expect((await upgrader('instances', 'alibaba-rds', '-o', 'json')).code).toBe(4);
    expect((await upgrader('instances', 'alibaba-rds', '-o', 'json')).code).toBe(0);
    expect((await upgrader('versions', rds, '-o', 'json')).code).toBe(0);
    expect((await upgrader('check', rds, '--to', '5.6', '-o', 'json')).code).toBe(0);
    expect((await upgrader('plan', rds, '--to', '5.6', '--out', path('plan.json'), '-o', 'json')).code).toBe(
      0,
    );
    const ended = await upgrader('apply', path('plan.json'), ...yes, '-o', 'json');
    expect(ended.code, ended.text).toBe(0);
    expect((await upgrader('status', runId(), '-o', 'json')).code).toBe(0);
  }, 60_000);

  it('where an upgrade of ApsaraDB RDS is refused, fails, or needs an operator', async () => {
    clouds.refuse('UpgradeDBInstanceEngineVersion', 'InvalidPayment');
    expect((await upgrader('apply', rds, '--to', '5.6', ...yes)).code).toBe(1);
    clouds.refuse('UpgradeDBInstanceEngineVersion', 'InvalidAccessKeyId.Inactive');
    expect(
      (await upgrader('apply', 'alibaba-rds://cn-hangzhou/rm-billing', '--to', '8.0', ...yes)).code,
    ).toBe(4);
    expect(
      (await upgrader('cancel', /run ([0-9a-f]{32})/.exec(said[1]?.text ?? '')?.[1] ?? '', '--timeout', '1s'))
        .code,
    ).toBeGreaterThan(0);
  }, 60_000);

  it('in listings, plans, runs, status and reports of AWS DMS in place', async () => {
    for (const action of ['DescribeEndpoints', 'ListTagsForResource', 'DescribeAccountAttributes'])
      clouds.refuse(action, 'InternalFailure');
    clouds.refuse('StopReplicationTask', 'ThrottlingException', 2);
    expect((await upgrader('instances', 'aws-dms', '-o', 'json')).code).toBe(0);
    expect((await upgrader('plan', dms, '--to', '3.6.1', '--out', path('plan.json'))).code).toBe(0);
    const ended = await upgrader('apply', path('plan.json'), ...yes, '-o', 'json');
    expect(ended.code, ended.text).toBe(0);
    expect((await upgrader('status', runId())).code).toBe(0);
  }, 60_000);

  it('in runs of AWS DMS side by side, also where a connection or a move fails', async () => {
    clouds.cloud.dms.inject.failConnection('orders-mysql', indiscreetTexts[6]);
    expect((await upgrader('apply', dms, '--to', '3.6.1', ...beside, ...yes, '-o', 'json')).code).toBe(1);
    clouds.cloud.dms.inject.failConnection('orders-mysql', undefined);
    clouds.cloud.dms.inject.failMove('orders-cdc', 'always');
    const ended = await upgrader(
      'apply',
      dms,
      '--to',
      '3.6.1',
      '--target',
      'orders-3-6-1',
      ...beside,
      ...yes,
    );
    expect(ended.code, ended.text).not.toBe(0);
  }, 90_000);

  it('where every debugging output of the official clients is asked for', async () => {
    const loud = { ...clouds.environment, DEBUG: '*', NODE_DEBUG: 'timer' };
    for (const argv of [
      ['plan', rds, '--to', '5.6'],
      ['plan', dms, '--to', '3.6.1'],
    ]) {
      const ended = await run(argv, loud, clouds.folder);
      said.push(ended);
      expect(ended.code, ended.text).toBe(0);
    }
  }, 60_000);

  it('where the logins are wrong', async () => {
    const wrong = {
      ...clouds.environment,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: `${marked.alibaba.secret}-wrong`,
      AWS_SESSION_TOKEN: `${marked.aws.token}-wrong`,
    };
    for (const argv of [
      ['plan', rds, '--to', '5.6'],
      ['plan', dms, '--to', '3.6.1'],
    ]) {
      const ended = await run(argv, wrong, clouds.folder);
      said.push(ended);
      expect(ended.code, ended.text).toBe(4);
    }
  }, 60_000);

  it('where the process itself fails', async () => {
    const code = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
      fs.existsSync = () => { throw new Error('password=${marked.password} ' + process.env.AWS_SECRET_ACCESS_KEY + ' ' + process.env.ALIBABA_CLOUD_SECURITY_TOKEN); };
      syncBuiltinESMExports();`;
    const options = `--import data:text/javascript,${encodeURIComponent(code)}`;
    const ended = await run(['status'], { ...clouds.environment, NODE_OPTIONS: options }, clouds.folder);
    said.push(ended);
    expect(ended.code).toBe(1);
    expect(ended.text).toMatch(/^error: engine-upgrader failed unexpectedly: .*\n$/);
  });

  it('in events, plans, handles and outcomes of the API', async () => {
    clouds.refuse('StopReplicationTask', 'ThrottlingException', 2);
    clouds.refuse('UpgradeDBInstanceEngineVersion', 'Throttling.User', 2);
    const { aws, alibaba } = marked;
    const environment = clouds.environment;
    const credentials = { accessKeyId: aws.id, secretAccessKey: aws.secret, sessionToken: aws.token };
    const config = { accessKeyId: alibaba.id, accessKeySecret: alibaba.secret, securityToken: alibaba.token };
    const events: UpgradeEvent[] = [];
    const parts = {
      store: createMemoryStore(),
      policy: { settle: 60, pollInterval: 20 },
      events: (event: UpgradeEvent) => void events.push(event),
    };
    const budget = { capacity: 1e6, refillPerSecond: 1e6 };
    const upgraders: EngineUpgrader<Provider>[] = [
      createUpgrader({
        ...parts,
        driver: createAwsDmsDriver({ environment, credentials, budget, regions: ['us-east-1'] }),
      }),
      createUpgrader({
        ...parts,
        driver: createAlibabaRdsDriver({
          environment,
          config,
          budget,
          regions: ['cn-hangzhou', 'cn-shanghai'],
        }),
      }),
    ];
    const documents: unknown[] = [];
    for (const [index, request] of [
      { reference: dms, to: '3.6.1' },
      { reference: rds, to: '5.6' },
    ].entries()) {
      const upgraderOf = upgraders[index];
      const plan = await upgraderOf?.plan(request);
      if (!upgraderOf || !plan?.isOk()) throw new Error(JSON.stringify(plan));
      const task = must(await upgraderOf.start(plan.value, { accept: 'all' }), 'start');
      const outcome = await task.wait({
        timeout: 30_000,
        onProgress: (progress) => documents.push(progress),
      });
      expect(outcome.isOk() && outcome.value.result, JSON.stringify(outcome)).toBe('succeeded');
      documents.push(plan.value, task.handle, outcome);
      for await (const instance of upgraderOf.instances()) documents.push(instance);
    }
    said.push({ code: 0, text: serialise({ documents, events }) });
    expect(events.some((event) => event.event === 'call-answered' && event.answer === 'throttled')).toBe(
      true,
    );
  }, 90_000);
});
