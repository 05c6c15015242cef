import { createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import { createAwsDmsDriver } from '@engine-upgrader/aws-dms';
import { type Cloud, createCloud, seededRandom, simulatedClock } from '@engine-upgrader/cloud-simulator';
import { mustFail, must } from '@engine-upgrader/conformance';
import { createMemoryStore, createUpgrader, type Driver, type Provider } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { simulatedDmsApi } from './dms-api.ts';
import { randomnessFrom } from './ports.ts';
import { simulatedRdsApi } from './rds-api.ts';

const minute = 60_000;

const clouds: readonly {
  readonly name: string;
  readonly reference: string;
  readonly to: string;
  readonly driver: (cloud: Cloud) => Driver<Provider>;
}[] = [
  {
    name: 'ApsaraDB RDS',
    reference: 'alibaba-rds://cn-hangzhou/rm-orders',
    to: '8.0',
    driver: (cloud) =>
      createAlibabaRdsDriver({
        api: simulatedRdsApi(cloud, 'test'),
        regions: ['cn-hangzhou', 'cn-shanghai'],
        environment: {},
      }),
  },
  {
    name: 'AWS DMS',
    reference: 'aws-dms://us-east-1/orders',
    to: '3.6.1',
    driver: (cloud) =>
      createAwsDmsDriver({ api: simulatedDmsApi(cloud, 'test'), regions: ['us-east-1'], environment: {} }),
  },
];

/** A cloud that takes fewer requests than any driver assumes. */
function poorCloud(driverOf: (cloud: Cloud) => Driver<Provider>, refillPerSecond: number) {
  const clock = simulatedClock();
  const random = seededRandom(7);
  const cloud = createCloud({ clock, random, requestLimit: { capacity: 1, refillPerSecond } });
  const randomness = randomnessFrom(random.fork('upgrader'));
  const upgrader = createUpgrader({ driver: driverOf(cloud), store: createMemoryStore(), clock, randomness });
  const calls = () => cloud.journal.entries.filter(({ kind }) => kind === 'call');
  const throttled = () => calls().filter(({ detail }) => /throttl/i.test(String(detail['code'])));
  return { clock, upgrader, calls, throttled };
}

describe.each(clouds)('$name, taking one request a second', ({ reference, to, driver }) => {
  it('is planned for in full, since what was throttled is read again', async () => {
    const { clock, upgrader, throttled } = poorCloud(driver, 1);
    const began = clock.now();
    const plan = must(await clock.run(async () => upgrader.plan({ reference, to })), 'plan');
    expect(throttled().length).toBeGreaterThan(0);
    expect(JSON.stringify(plan.findings)).not.toMatch(/throttl/i);
    expect(clock.now() - began).toBeLessThan(5 * minute);
  });

  it('is asked more slowly from then on: fewer requests than are throttled come to nothing', async () => {
    const { clock, upgrader, calls, throttled } = poorCloud(driver, 1);
    must(await clock.run(async () => upgrader.plan({ reference, to })), 'plan');
    expect(throttled().length).toBeLessThan(calls().length / 2);
  });

  it('is upgraded', async () => {
    const { clock, upgrader } = poorCloud(driver, 1);
    const outcome = await clock.run(async () => {
      const plan = must(await upgrader.plan({ reference, to }), 'plan');
      return must(await must(await upgrader.start(plan, { accept: 'all' }), 'start').wait(), 'wait');
    });
    expect(outcome.summary).toContain('proved on every member');
  });

  it('is listed, and its versions are read', async () => {
    const { clock, upgrader } = poorCloud(driver, 1);
    const listed = await clock.run(async () => {
      const found: string[] = [];
      for await (const one of upgrader.instances()) found.push(must(one, 'instances').url);
      must(await upgrader.versions(reference), 'versions');
      return found;
    });
    expect(listed).toContain(reference);
  });
});

describe.each(clouds)('$name, taking no request at all', ({ reference, to, driver }) => {
  it('is not planned for: the plan ends in bounded time, and says that it was throttled', async () => {
    const { clock, upgrader } = poorCloud(driver, 0);
    const began = clock.now();
    const error = mustFail(await clock.run(async () => upgrader.plan({ reference, to })), 'plan');
    expect(error.kind).toBe('throttled');
    expect(error.message).toMatch(/throttled.*tried \d+ times.*nothing was changed/is);
    expect(clock.now() - began).toBeLessThan(15 * minute);
  });
});
