import { createAwsDmsDriver, type DmsOptions } from '@engine-upgrader/aws-dms';
import {
  createCloud,
  type DmsSwitches,
  seededRandom,
  simulatedClock,
} from '@engine-upgrader/cloud-simulator';
import { dyingProcess, must } from '@engine-upgrader/conformance';
import { createMemoryStore, createUpgrader } from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { simulatedDmsApi } from './dms-api.ts';
import { randomnessFrom } from './ports.ts';

const tasks = ['orders-cdc', 'orders-loaded', 'orders-paused', 'orders-new'] as const;

/** Upgrades `orders` of the default fleet; the first process dies halfway, a second one goes on. */
async function upgradeOrders(options: DmsOptions, switches: Partial<DmsSwitches>) {
  const clock = simulatedClock();
  const random = seededRandom(7);
  const cloud = createCloud({ clock, random, switches: { dms: switches } });
  const driver = createAwsDmsDriver({
    api: simulatedDmsApi(cloud, 'test'),
    regions: ['us-east-1'],
    environment: {},
  });
  const store = createMemoryStore();
  const ports = { clock, randomness: randomnessFrom(random.fork('upgrader')) };
  const statuses = () => tasks.map((task) => cloud.dms.truth.task(task)?.Status);
  const before = statuses();
  const ended = await clock.run(async () => {
    const upgrader = createUpgrader({ driver, store, ...ports });
    const reference = 'aws-dms://us-east-1/orders';
    const plan = must(await upgrader.plan({ reference, to: '3.6.1', options }), 'plan');
    const dying = dyingProcess(driver, store, 60, 'after');
    const first = createUpgrader({ ...dying, ...ports });
    const work = first.start(plan, { accept: 'all' }).andThen((task) => task.wait());
    await Promise.race([work, dying.died]);
    const second = must(
      await createUpgrader({ driver, store, ...ports }).start(plan, { accept: 'all' }),
      'resume',
    );
    return { outcome: must(await second.wait(), 'wait'), steps: second.handle.steps };
  });
  const stops = cloud.journal.entries.filter(
    ({ kind, action }) => kind === 'call' && action === 'StopReplicationTask',
  );
  return { ...ended, before, after: statuses(), stops: stops.length, cloud };
}

describe('orders, upgraded in place by two processes, the first of which dies', () => {
  it('has its four tasks as before, the one that ran stopped and resumed by the upgrader', async () => {
    const { outcome, before, after, stops, cloud } = await upgradeOrders({}, {});
    expect(outcome.summary).toContain('3.5.4 to 3.6.1, proved on every member');
    expect(before).toEqual(['running', 'stopped', 'stopped', 'ready']);
    expect(after).toEqual(before);
    expect(stops).toBe(1);
    expect(cloud.dms.truth.instance('orders')?.EngineVersion).toBe('3.6.1');
  });

  it('keeps the checkpoint of the task that was stopped', async () => {
    const { steps } = await upgradeOrders({}, {});
    expect(steps['stop/orders-cdc']?.note?.stopped?.checkpoint).toMatch(/./);
  });

  it('is the same where DMS is left to stop and resume them', async () => {
    const { outcome, before, after, stops } = await upgradeOrders(
      { stopTasks: 'dms' },
      { tasksAfterUpgrade: 'resumed' },
    );
    expect(outcome.result).toBe('succeeded');
    expect(after).toEqual(before);
    expect(stops).toBe(0);
  });

  it('is the same where DMS stops them and resumes nothing', async () => {
    const { outcome, before, after } = await upgradeOrders(
      { stopTasks: 'dms' },
      { tasksAfterUpgrade: 'left' },
    );
    expect(outcome.result).toBe('succeeded');
    expect(after).toEqual(before);
  });
});
