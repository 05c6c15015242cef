import { seededRandom } from '@engine-upgrader/cloud-simulator';
import type { Store, StoreError } from '@engine-upgrader/core';
import { errAsync, type ResultAsync } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import { type Death, dying } from './dying.ts';
import { makeScene, must, planned, type Scene, started, statesOf, upgradesOf } from './scene.ts';

const two = { id: 'rm-0', region: 'cn-hangzhou', version: '5.7', usedGigabytes: 20, storageGigabytes: 100 };
const scene = (): Scene => makeScene({ rds: [two, { ...two, id: 'rm-1' }], dms: ['a'], tasks: 1 });
const request = { maxConcurrency: 2, maxErrors: 0 };

/** One process from plan to end, which may die; then another that goes on with what is stored. */
async function live(
  death: Death,
): Promise<{ readonly scene: Scene; readonly awaits: number; readonly states: object }> {
  const world = scene();
  return world.clock.run(async () => {
    const plan = await planned(world.process(), request);
    const mortal = dying(world.store, world.sources, death);
    const first = world.process({ store: mortal.store, sources: mortal.sources });
    const life = (async () => must(await (await started(first, plan)).wait()))();
    const ended = await Promise.race([life, mortal.died]);
    const progress = ended === 'died' ? must(await (await started(world.process(), plan)).wait()) : ended;
    expect(progress.state).toBe('ended');
    return { scene: world, awaits: mortal.awaits(), states: statesOf(progress) };
  });
}

const everything = {
  'rds:alibaba-rds://cn-hangzhou/rm-0': 'succeeded',
  'rds:alibaba-rds://cn-hangzhou/rm-1': 'succeeded',
  'one:aws-dms://us-east-1/a': 'succeeded',
  'two:aws-dms://us-east-1/a': 'succeeded',
};

describe('a process that dies in the middle of a fleet run', () => {
  it('is followed by another that ends where it would have, with one upgrade an instance', async () => {
    const alive = await live({ at: 0, moment: 'after' });
    expect(alive.states).toEqual(everything);
    const upgrades = upgradesOf(alive.scene);
    expect(Object.values(upgrades)).toEqual([1, 1, 1, 1]);
    // Each of the first ones, where runs are started, and then some all the way to the end.
    const stride = Math.max(1, Math.floor(alive.awaits / 50));
    const deaths = Array.from({ length: alive.awaits }, (_, index) => index + 1).filter(
      (at) => at <= 18 || at % stride === 0,
    );
    for (const at of deaths) {
      for (const moment of ['before', 'after'] as const) {
        const { states, scene: world } = await live({ at, moment });
        expect(states, `death ${moment} await ${at}`).toEqual(everything);
        expect(upgradesOf(world), `death ${moment} await ${at}`).toEqual(upgrades);
      }
    }
  });
});

describe('a person who cancels just before a process dies', () => {
  it('is heard whichever await it dies at', async () => {
    for (let at = 1; at < 30; at += 1) {
      const world = scene();
      const progress = await world.clock.run(async () => {
        const first = world.process();
        const task = await started(first, await planned(first, { ...request, canary: false }));
        must(await task.advance());
        must(await task.cancel());
        const mortal = dying(world.store, world.sources, { at, moment: 'after' });
        const second = world.process({ store: mortal.store, sources: mortal.sources });
        const life = (async () => must(await must(await second.open(task.id)).wait()))();
        await Promise.race([life, mortal.died]);
        return must(await must(await world.process().open(task.id)).wait());
      });
      expect(progress.state, `death at ${at}`).toBe('stopped');
      expect(progress.counts['not-begun'], `death at ${at}`).toBe(2);
      for (const { runId } of progress.instances) {
        if (runId === undefined) continue;
        const stored = must(await world.store.get(runId));
        expect(stored?.run.text, `death at ${at}`).toContain('cancelRequestedAt');
      }
    }
  });
});

describe('two processes that lead one fleet run at the same time', () => {
  it('do together what one would have done', async () => {
    const world = scene();
    const [one, other] = await world.clock.run(async () => {
      const plan = await planned(world.process(), request);
      return Promise.all(
        [0, 1].map(async () => {
          const task = await started(world.process(), plan);
          return must(await task.wait());
        }),
      );
    });
    expect(one?.fleetRunId).toBe(other?.fleetRunId);
    for (const progress of [one, other]) expect(progress && statesOf(progress)).toEqual(everything);
    expect(Object.values(upgradesOf(world))).toEqual([1, 1, 1, 1]);
  });
});

describe('a store that is locked now and then', () => {
  it('costs time and no instance', async () => {
    for (const seed of [1, 2, 3]) {
      const world = scene();
      const progress = await world.clock.run(async () => {
        const task = await started(world.process(), await planned(world.process(), request));
        const random = seededRandom(seed);
        const locked: StoreError = { kind: 'store', cause: 'locked', message: 'another process writes' };
        const orLocked = <T>(work: () => ResultAsync<T, StoreError>): ResultAsync<T, StoreError> =>
          random.chance(0.2) ? errAsync(locked) : work();
        const store: Store = {
          ...world.store,
          insert: (run) => orLocked(() => world.store.insert(run)),
          findByPlan: (planId) => orLocked(() => world.store.findByPlan(planId)),
          save: (changes, lease, now) => orLocked(() => world.store.save(changes, lease, now)),
          wishes: (scopeName) => orLocked(() => world.store.wishes(scopeName)),
        };
        return must(await must(await world.process({ store }).open(task.id)).wait());
      });
      expect(statesOf(progress), `seed ${seed}`).toEqual(everything);
      expect(Object.values(upgradesOf(world))).toEqual([1, 1, 1, 1]);
    }
  });
});
