import { createAwsDmsDriver, type DmsOptions } from '@engine-upgrader/aws-dms';
import { type Cloud, createCloud, seededRandom, simulatedClock } from '@engine-upgrader/cloud-simulator';
import { must } from '@engine-upgrader/conformance';
import {
  createMemoryStore,
  createUpgrader,
  type Driver,
  parsePlan,
  type Provider,
  serialise,
} from '@engine-upgrader/core';
import { describe, expect, it } from 'vitest';
import { simulatedDmsApi } from './dms-api.ts';
import { randomnessFrom } from './ports.ts';
import {
  endOfTwelveTasks,
  fleetOfTwelveTasks,
  stubborn,
  twelveTasks,
  whereTasksAre,
} from './twelve-tasks.ts';

/** A driver whose process dies around its so-manieth mutating call; from then on nothing answers. */
function dyingAt<P extends Provider>(
  driver: Driver<P>,
  call: number,
): { driver: Driver<P>; died: Promise<void> } {
  let calls = 0;
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const dead = new Promise<never>(() => {});
  const send: Driver<P>['send'] = async (...sent) => {
    calls += 1;
    if (calls < call) return driver.send(...sent);
    if (call % 2 === 0) await driver.send(...sent);
    die();
    return dead;
  };
  return { driver: { ...driver, send }, died };
}

/** Moves the tasks of `main` until so many calls are sent; then it is cancelled. */
async function cancelled(options: DmsOptions, afterCalls: number) {
  const clock = simulatedClock();
  const random = seededRandom(11);
  const cloud = createCloud({ clock, random, fleet: { dms: fleetOfTwelveTasks() } });
  const driver = createAwsDmsDriver({
    api: simulatedDmsApi(cloud, 'test'),
    regions: ['us-east-1'],
    environment: {},
  });
  const ports = { clock, store: createMemoryStore(), randomness: randomnessFrom(random.fork('upgrader')) };
  let calls = 0;
  const { promise: enough, resolve: reached } = Promise.withResolvers<void>();
  const send: typeof driver.send = async (...sent) => {
    calls += 1;
    if (calls === afterCalls) reached();
    return driver.send(...sent);
  };
  const upgrader = createUpgrader({ ...ports, driver: { ...driver, send } });
  const outcome = await clock.run(async () => {
    const plan = must(
      await upgrader.plan({ reference: 'aws-dms://us-east-1/main', to: '3.6.1', options }),
      'plan',
    );
    const task = must(await upgrader.start(plan, { accept: 'all' }), 'start');
    const waiting = task.wait();
    await Promise.race([enough, waiting]);
    must(await task.cancel(), 'cancel');
    return must(await waiting, 'wait');
  });
  return { where: whereTasksAre(cloud), outcome };
}

const order = [stubborn];
const threeAtATime: DmsOptions = { strategy: 'side-by-side', parallelTasks: 3, canary: 0 };

/** Moves the tasks of `main`; the first process dies at a mutating call, a second one goes on. */
async function upgrade(
  options: DmsOptions,
  dies = Number.POSITIVE_INFINITY,
  prepare: (cloud: Cloud) => void = () => {},
) {
  const clock = simulatedClock();
  const random = seededRandom(11);
  const cloud = createCloud({ clock, random, fleet: { dms: fleetOfTwelveTasks() } });
  prepare(cloud);
  const api = simulatedDmsApi(cloud, 'test');
  const driver = createAwsDmsDriver({ api, regions: ['us-east-1'], environment: {} });
  const store = createMemoryStore();
  const ports = { clock, store, randomness: randomnessFrom(random.fork('upgrader')) };
  const reference = 'aws-dms://us-east-1/main';
  const upgrader = createUpgrader({ ...ports, driver });
  const ended = await clock.run(async () => {
    const plan = must(await upgrader.plan({ reference, to: '3.6.1', options }), 'plan');
    const dying = dyingAt(driver, dies);
    const first = createUpgrader({ ...ports, driver: dying.driver }).start(plan, { accept: 'all' });
    await Promise.race([first.andThen((task) => task.wait()), dying.died]);
    const task = must(await upgrader.start(plan, { accept: 'all' }), 'resume');
    return { plan, task, outcome: must(await task.wait(), 'wait') };
  });
  const where = whereTasksAre(cloud);
  const calls = cloud.journal.entries.filter(
    ({ kind, action }) => kind === 'call' && /^[A-CM-TS]/.test(action) && !/^(List|Describe)/.test(action),
  );
  return { ...ended, where, cloud, clock, driver, upgrader, calls: calls.length };
}

const stubbornLast: DmsOptions = {
  ...threeAtATime,
  order: twelveTasks,
};

describe('twelve tasks side by side, three at a time, one move failing once and one always', () => {
  it('end right, each of them', async () => {
    const { where, outcome } = await upgrade(stubbornLast);
    expect(where).toEqual(endOfTwelveTasks);
    expect(outcome.result).toBe('failed');
    expect(outcome.error?.message).toMatch(/task t11 could not be moved to main-3-6-1: .*checkpoint:/);
    const line = outcome.todo.find((each) => each.includes('create-replication-task')) ?? '';
    expect(line).toContain(`--cdc-start-position 'checkpoint:`);
    expect(line).toContain('SlotName=');
    for (const name of ['t00', 't01', 't02', 't11']) {
      const restored = outcome.steps.find(({ id }) => id === `restore/${name}`);
      expect(restored?.reason).toMatch(/rested at checkpoint:/);
    }
    const moved = outcome.members.find(({ reference }) => reference.endsWith('/t00'));
    expect(moved).toMatchObject({
      before: { instance: 'main' },
      after: { instance: 'main-3-6-1', status: 'running' },
    });
  });

  it('end the same wherever the first process dies', { timeout: 120_000 }, async () => {
    const { calls } = await upgrade(stubbornLast);
    for (let call = 1; call <= calls; call += 1) {
      const { where, outcome } = await upgrade(stubbornLast, call);
      expect(where, `killed at call ${call}`).toEqual(endOfTwelveTasks);
      expect(outcome.result).toBe('failed');
    }
  });

  it('end as they were, moved or not, wherever they are cancelled', { timeout: 120_000 }, async () => {
    const { calls } = await upgrade(stubbornLast);
    for (let call = 1; call <= calls; call += 1) {
      const { where, outcome } = await cancelled(stubbornLast, call);
      expect(['cancelled', 'failed'], `cancelled at call ${call}`).toContain(outcome.result);
      for (const [name, end] of Object.entries(endOfTwelveTasks)) {
        const status = end.split(' ')[0] ?? '';
        const was = { t09: 'failed', t10: 'failed-move' }[name] ?? status;
        const asItWas = new RegExp(`^(?:${was} on main|${status} on main-3-6-1)$`);
        expect(where[name], `${name}, cancelled at call ${call}`).toMatch(asItWas);
      }
    }
  });

  it('a task that cannot be moved stops the moves that have not begun', async () => {
    const { where, outcome } = await upgrade({ ...threeAtATime, parallelTasks: 1, order });
    expect(outcome.result).toBe('failed');
    expect(Object.values(where).every((each) => each.endsWith('on main'))).toBe(true);
    expect(where[stubborn]).toBe('running on main');
    expect(outcome.todo.some((line) => line.includes('main-3-6-1 was made by this run'))).toBe(true);
  });

  it('is left stopped where that was asked for, and named with its checkpoint', async () => {
    const { where, outcome } = await upgrade({ ...stubbornLast, afterFailedMove: 'leave-stopped' });
    expect(where).toEqual({ ...endOfTwelveTasks, t11: 'failed-move on main' });
    expect(outcome.steps.find(({ id }) => id === 'restore/t11')?.reason).toMatch(
      /left stopped on main; .*checkpoint:/,
    );
  });
});

describe('a connection that fails', () => {
  it('ends the run with nothing stopped, and names endpoint and failure', async () => {
    const { outcome, where, cloud } = await upgrade(threeAtATime, undefined, ({ dms }) => {
      dms.inject.failConnection('source', 'The host does not answer.', ['main-3-6-1']);
    });
    expect(outcome.error?.message).toMatch(
      /main-3-6-1 does not reach endpoint source: The host does not answer/,
    );
    expect(cloud.journal.entries.some(({ action }) => action === 'StopReplicationTask')).toBe(false);
    expect(where['t00']).toBe('running on main');
  });
});

describe('a plan side by side', () => {
  it('has the pause of each task for both strategies, and is the same once it was written and read', async () => {
    const { plan, driver } = await upgrade(threeAtATime);
    const pauses = plan.forecast.pauses ?? [];
    expect(pauses.map(({ member }) => member.split('/').at(-1))).toEqual(twelveTasks);
    for (const each of pauses) {
      const runs = ['t00', 't01', 't02', 't03', 't11'].some((name) => each.member.endsWith(`/${name}`));
      for (const strategy of ['in-place', 'side-by-side'])
        expect((each.pauses[strategy] ?? 0) > 0).toBe(runs);
    }
    expect(must(parsePlan(serialise(plan), driver), 'parse')).toEqual(plan);
  });
});

describe('the new instance', () => {
  it('is like the old one in every field, and tagged with the plan', async () => {
    const { cloud, plan } = await upgrade(threeAtATime);
    const [old, made] = ['main', 'main-3-6-1'].map((name) => cloud.dms.truth.instance(name));
    for (const field of [
      'ReplicationInstanceClass',
      'AllocatedStorage',
      'MultiAZ',
      'AvailabilityZone',
      'KmsKeyId',
      'PubliclyAccessible',
      'AutoMinorVersionUpgrade',
      'PreferredMaintenanceWindow',
      'NetworkType',
    ] as const)
      expect(made?.[field], field).toEqual(old?.[field]);
    const create = cloud.journal.entries.find(({ action }) => action === 'CreateReplicationInstance');
    expect(create).toBeDefined();
    expect(plan.steps[0]?.input).toMatchObject({ settings: { PubliclyAccessible: old?.PubliclyAccessible } });
  });

  it('that is left over empty is deleted by a cleanup; one with tasks never is', async () => {
    const { plan, upgrader, clock, cloud } = await upgrade({ ...threeAtATime, parallelTasks: 1, order });
    await clock.run(async () => {
      const deletion = async (id: string, cleanupOf: string) =>
        must(
          await upgrader.plan({
            reference: `aws-dms://us-east-1/${id}`,
            to: 'newest',
            options: { strategy: 'cleanup', cleanupOf },
          }),
          'plan',
        );
      const old = await upgrader.start(await deletion('main', plan.id), { accept: 'all' });
      expect(old.isErr() && old.error.message).toMatch(/no-tasks-left/);
      const stranger = await upgrader.start(await deletion('main-3-6-1', 'another'), { accept: 'all' });
      expect(stranger.isErr() && stranger.error.message).toMatch(/made-by-plan/);
      const made = must(
        await upgrader.start(await deletion('main-3-6-1', plan.id), { accept: 'all' }),
        'start',
      );
      expect(must(await made.wait(), 'wait')).toMatchObject({ result: 'succeeded' });
    });
    expect(cloud.dms.truth.instance('main-3-6-1')).toBeUndefined();
    expect(cloud.dms.truth.instance('main')).toBeDefined();
  });
});

describe('a canary', () => {
  it('is moved first; then the run waits for a person, whatever is resumed, for as long as it takes', async () => {
    const clock = simulatedClock();
    const random = seededRandom(3);
    const cloud = createCloud({ clock, random, fleet: { dms: fleetOfTwelveTasks() } });
    const api = simulatedDmsApi(cloud, 'test');
    const driver = createAwsDmsDriver({ api, regions: ['us-east-1'], environment: {} });
    const ports = { driver, clock, randomness: randomnessFrom(random.fork('upgrader')) };
    const upgrader = createUpgrader({ ...ports, store: createMemoryStore() });
    await clock.run(async () => {
      const reference = 'aws-dms://us-east-1/main';
      const options = { strategy: 'side-by-side', tasks: ['t00', 't02', 't05'], canary: 1 } as const;
      const plan = must(await upgrader.plan({ reference, to: '3.6.1', options }), 'plan');
      const task = must(await upgrader.start(plan, { accept: 'all' }), 'start');
      const paused = await task.wait();
      expect(paused.isErr() && paused.error).toMatchObject({ kind: 'still-running', cause: 'paused' });
      await clock.sleep(30 * 24 * 3_600_000);
      const resumed = must(await upgrader.resume(task.handle.run.id), 'resume');
      expect((await resumed.wait()).isErr()).toBe(true);
      expect(cloud.dms.truth.task('t02')?.Status).toBe('running');
      must(await resumed.continue(), 'continue');
      expect(must(await resumed.wait(), 'wait').result).toBe('succeeded');
    });
    const moved = cloud.journal.entries.filter(({ action }) => action === 'task-moved');
    expect(moved.map(({ resource }) => resource)).toEqual(['t00', 't02', 't05']);
  });
});

describe('bad input', () => {
  it.each<[DmsOptions, RegExp]>([
    [{ target: 'main' }, /the old instance itself/],
    [{ target: 'elsewhere' }, /no instance of us-east-1/],
    [{ target: 'older' }, /is on 3\.5\.3 and not on 3\.6\.1/],
    [{ tasks: ['unknown'] }, /has no task "unknown"/],
    [{ tasks: ['t00'], canary: 2 }, /larger than the list of 1/],
    [{ order: ['unknown'] }, /has no task "unknown"/],
    [{ stopTasks: 'dms' }, /stopTasks is for the strategy in-place/],
  ])('%j is refused in one clear line, nothing changed', async (options, line) => {
    const clock = simulatedClock();
    const random = seededRandom(1);
    const given = fleetOfTwelveTasks();
    given.regions['us-east-1']?.instances?.push({ identifier: 'older', engineVersion: '3.5.3' });
    const cloud = createCloud({ clock, random, fleet: { dms: given } });
    const api = simulatedDmsApi(cloud, 'test');
    const driver = createAwsDmsDriver({ api, regions: ['us-east-1'], environment: {} });
    const upgrader = createUpgrader({
      driver,
      store: createMemoryStore(),
      clock,
      randomness: randomnessFrom(random),
    });
    const reference = 'aws-dms://us-east-1/main';
    const asked = { reference, to: '3.6.1', options: { strategy: 'side-by-side', ...options } } as const;
    const plan = await clock.run(async () => upgrader.plan(asked));
    expect(plan.isErr() && plan.error.message).toMatch(line);
  });
});
