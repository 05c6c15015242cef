import type {
  Clock,
  Driver,
  EngineUpgrader,
  Provider,
  StepState,
  Store,
  UpgradeError,
  UpgradeOutcome,
  UpgradePlan,
  UpgradeTask,
} from '@engine-upgrader/core';
import { createUpgrader } from '@engine-upgrader/core';
import type { ResultAsync } from 'neverthrow';
import { randomnessFrom } from '../ports.ts';
import type { Life } from './disturbances.ts';
import { mortal } from './mortal.ts';
import { processClock } from './process-clock.ts';
import { reachedCalls, reachedSteps } from './reached.ts';
import { tapped } from './tapped.ts';
import type { World } from './world.ts';

const minute = 60_000;

/** One process: it takes the run up and waits, until it dies, its time is over, or the run has ended. */
export async function live<P extends Provider>(
  world: World<P>,
  plan: UpgradePlan<P>,
  life: Life,
  index: number,
): Promise<UpgradeOutcome<P> | undefined> {
  const { clock, random, disturbances } = world.simulated;
  const name = `process-${index}`;
  const began = clock.now();
  let dead = false;
  const own = processClock(clock, life.jumps);
  const { driver, store } = mortal(driverOf(world, name, own), storeOf(world, name), life, {
    random: random.fork(`${name}/writes`),
    faulty: () => clock.now() < began + disturbances.faultsUntil,
    befallen: (what, stepIds) => {
      dead ||= what.startsWith('dies');
      reachedSteps(world, what, stepIds);
    },
  });
  const upgrader = upgraderOf(world, name, driver, store, own);
  const over = clock.sleep(life.successorAfter).then(() => undefined);
  // One that is overtaken stays beside its successor for as long again.
  const leavesAt = began + 2 * life.successorAfter;
  const work = follow(world, leavesAt, () => takeUp(world, upgrader, plan, life));
  const outcome = await Promise.race([work, over, world.violated]);
  if (!dead && !outcome) reachedSteps(world, 'overtaken alive');
  return outcome;
}

/** Steps that are stored in a state. */
export function stepsAt<P extends Provider>({ stored }: World<P>, state: StepState): readonly string[] {
  return [...stored.steps].flatMap(([id, text]) => (text.includes(`"state":"${state}"`) ? [id] : []));
}

/** A process comes to the run by its plan, its id, or the handle that somebody kept of its beginning. */
function takeUp<P extends Provider>(
  { stored, resumed, handle }: World<P>,
  upgrader: EngineUpgrader<P>,
  plan: UpgradePlan<P>,
  { comesBy }: Life,
): ResultAsync<UpgradeTask<P>, UpgradeError> {
  const started = stored.runId() !== '';
  if (!started || (comesBy === 'plan' && resumed === 0)) return upgrader.start(plan, { accept: 'all' });
  return upgrader.resume(comesBy === 'handle' && handle !== '' ? handle : stored.runId());
}

/** Takes a run up and waits for its end, again and again, as a person or a script would. */
async function follow<P extends Provider>(
  world: World<P>,
  leavesAt: number,
  begin: () => ResultAsync<UpgradeTask<P>, UpgradeError>,
): Promise<UpgradeOutcome<P> | undefined> {
  const { clock } = world.simulated;
  for (;;) {
    const task = await begin();
    if (task.isOk()) {
      world.handle ||= JSON.stringify(task.value.handle);
      return waitFor(world, task.value, leavesAt);
    }
    // A write that failed is tried again; nothing else may keep a run from being taken up.
    if (task.error.kind !== 'store') {
      world.fail(`taking it up: ${task.error.kind}: ${task.error.message}`);
      return undefined;
    }
    await clock.sleep(minute);
  }
}

async function waitFor<P extends Provider>(
  world: World<P>,
  task: UpgradeTask<P>,
  leavesAt: number,
): Promise<UpgradeOutcome<P> | undefined> {
  const { clock } = world.simulated;
  while (clock.now() < leavesAt) {
    const outcome = await task.wait({
      timeout: leavesAt - clock.now(),
      onProgress: ({ state, waitingFor }) => {
        if (state === 'running' && waitingFor.length === 0) world.fail('law 13: says not what it waits for');
      },
    });
    if (outcome.isOk()) return outcome.value;
    if (outcome.error.kind === 'internal') {
      world.fail(`thrown: ${outcome.error.message}`);
      return undefined;
    }
    await clock.sleep(10 * minute);
  }
  return undefined;
}

/** An upgrader on the ports of one process. */
export function upgraderOf<P extends Provider>(
  world: World<P>,
  name: string,
  driver: Driver<P>,
  store: Store,
  own: Clock,
): EngineUpgrader<P> {
  const { clock, random, policy } = world.simulated;
  return createUpgrader({
    driver,
    store,
    clock: own,
    randomness: randomnessFrom(random.fork(name)),
    policy: { ...policy, ...world.sabotage?.policy },
    events: (event) => {
      const happened = { at: clock.now(), event };
      world.events.push(happened);
      world.sign({ sign: 'event', ...happened });
    },
  });
}

/** The driver of a process; what is looked at and sent, and what befell it, is noted. */
export function driverOf<P extends Provider>(world: World<P>, by: string, own: Clock): Driver<P> {
  const { clock, cloud } = world.simulated;
  const driver = world.simulated.driver(by, () => own.now() - clock.now());
  const noted: Driver<P> = {
    ...driver,
    look: async (needs, reach) => {
      const before = cloud.journal.entries.length;
      const sights = await driver.look(needs, reach);
      reachedCalls(world, by, before);
      return sights;
    },
    send: async (call, token) => {
      const stepId = stepOf(world, token);
      world.sign({ sign: 'sending', at: clock.now(), by, stepId });
      const [before, sentAt, ahead] = [cloud.journal.entries.length, clock.now(), own.now() - clock.now()];
      const answer = await driver.send(call, token);
      world.sign({ sign: 'answered', at: clock.now(), by, stepId });
      reachedCalls(world, by, before, stepId);
      if (ahead !== 0) reachedSteps(world, `send: clock ${ahead > 0 ? 'ahead' : 'behind'}`, [stepId]);
      if (clock.now() - sentAt >= driver.callTimeout)
        reachedSteps(world, 'send: no answer in time', [stepId]);
      return answer;
    },
  };
  return world.sabotage?.driver?.(noted) ?? noted;
}

/** The step whose stored row has the token; empty where none has. */
function stepOf<P extends Provider>({ stored }: World<P>, token: string): string {
  for (const [id, text] of stored.steps) if (text.includes(token)) return id;
  return '';
}

/** The store of a process. Law 8: what it saves is only stored while nobody has taken the lease since. */
function storeOf<P extends Provider>(world: World<P>, by: string): Store {
  const { stored, sabotage } = world;
  const store = sabotage?.store?.(stored.store) ?? stored.store;
  return {
    ...store,
    acquire: (scope, owner, duration, now) =>
      tapped(store.acquire(scope, owner, duration, now), ({ acquired }) => {
        if (acquired) world.holder = by;
      }),
    save: (changes, lease, now) =>
      tapped(store.save(changes, lease, now), (saved) => {
        if (saved.length > 0 && world.holder !== by) {
          world.fail(`law 8: ${by} saves while ${world.holder} has the lease`);
        }
      }),
  };
}
