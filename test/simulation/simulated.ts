import type { Cloud, Random, SimulatedClock } from '@engine-upgrader/cloud-simulator';
import { dyingProcess } from '@engine-upgrader/conformance';
import {
  createMemoryStore,
  createUpgrader,
  type Driver,
  type EngineUpgrader,
  type Policy,
  type Provider,
  type Store,
  type UpgradeEvent,
  type UpgradeOutcome,
  type UpgradePlan,
  type UpgradeRequest,
} from '@engine-upgrader/core';
import { randomnessFrom } from '../ports.ts';
import type { Disturbances, Life } from './disturbances.ts';

/** A fault in the product, planted to see that the simulation catches it. */
export interface Sabotage {
  readonly name: string;
  readonly driver?: <P extends Provider>(driver: Driver<P>) => Driver<P>;
  readonly store?: (store: Store) => Store;
  readonly policy?: Partial<Policy>;
}

/** What is known at the end of a simulated upgrade. */
export interface Ending<P extends Provider> {
  readonly plan: UpgradePlan<P>;
  readonly outcome: UpgradeOutcome<P>;
  /** When the run's first intent was stored. */
  readonly firstIntentAt: number | undefined;
  /** Everything that plan, outcome, events and store say. */
  readonly everythingSaid: string;
}

/** One cloud with what a seed drew for it. */
export interface Simulated<P extends Provider> {
  readonly clock: SimulatedClock;
  readonly cloud: Cloud;
  readonly random: Random;
  readonly disturbances: Disturbances;
  readonly policy: Partial<Policy>;
  readonly request: UpgradeRequest<P>;
  driver(process: string): Driver<P>;
  /** Lets people and misfortunes loose, once the plan is made. */
  letLoose(): void;
  /** Milliseconds after which a person says `continue`, again and again. Default: never. */
  readonly continuesEvery?: number;
  /** Laws that do not hold, one line each. */
  brokenLaws(ending: Ending<P>): readonly string[];
}

/** What came of one simulated upgrade. */
export interface SimulatedReport {
  readonly result: UpgradeOutcome<Provider>['result'] | 'not-planned' | 'not-ended';
  readonly summary: string;
  readonly broken: readonly string[];
  readonly processes: number;
  readonly events: readonly UpgradeEvent[];
  /** What went wrong where: `lost-after × upgrade-member`, `died after save`. */
  readonly reached: readonly string[];
}

const minute = 60_000;
const day = 24 * 60 * minute;
const immortal: Life = { diesAt: 0, moment: 'before', successorAfter: 60 * day };

interface World<P extends Provider> {
  readonly simulated: Simulated<P>;
  readonly sabotage: Sabotage | undefined;
  readonly store: Store;
  readonly events: UpgradeEvent[];
  readonly broken: string[];
  readonly reached: string[];
  plan: UpgradePlan<P> | undefined;
  firstIntentAt: number | undefined;
}

/** Carries out one upgrade: all in one process, on one simulated clock, from one source of randomness. */
export async function simulate<P extends Provider>(
  simulated: Simulated<P>,
  sabotage?: Sabotage,
): Promise<SimulatedReport> {
  const world: World<P> = {
    simulated,
    sabotage,
    store: createMemoryStore(),
    events: [],
    broken: [],
    reached: [],
    plan: undefined,
    firstIntentAt: undefined,
  };
  const ended = await simulated.clock.run(() => upgrade(world));
  return { ...ended, broken: world.broken, events: world.events, reached: world.reached };
}

type Ended = Pick<SimulatedReport, 'result' | 'summary' | 'processes'>;

async function upgrade<P extends Provider>(world: World<P>): Promise<Ended> {
  const { simulated, broken } = world;
  const plan = await planned(world);
  if (typeof plan === 'string') {
    broken.push(`no plan could be made: ${plan}`);
    return { result: 'not-planned', summary: plan, processes: 0 };
  }
  world.plan = plan;
  simulated.letLoose();
  cancelLater(world, plan);
  const patience = continueEverySoOften(world, plan);
  let processes = 0;
  for (const life of [...simulated.disturbances.lives, immortal]) {
    processes += 1;
    const outcome = await live(world, plan, life, processes);
    if (!outcome) continue;
    patience.over = true;
    const stored = await world.store.get(outcome.runId);
    const everythingSaid = JSON.stringify([plan, outcome, world.events, stored]);
    broken.push(...simulated.brokenLaws({ ...world, plan, outcome, everythingSaid }));
    return { result: outcome.result, summary: outcome.summary, processes };
  }
  broken.push('law 13: not over after 60 days');
  return { result: 'not-ended', summary: '', processes };
}

/** A plan, tried again while the cloud is not to be reached; else why there is none. */
async function planned<P extends Provider>(world: World<P>): Promise<UpgradePlan<P> | string> {
  const upgrader = upgraderOf(world, 'planner');
  let why = '';
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const plan = await upgrader.plan(world.simulated.request);
    const failed = plan.isOk() ? plan.value.findings.find(({ status }) => status === 'failed') : undefined;
    if (plan.isOk() && !failed) return plan.value;
    why = plan.isErr() ? plan.error.message : (failed?.message ?? '');
    await world.simulated.clock.sleep(5 * minute);
  }
  return why;
}

/** One process: it takes the run up and waits, until it dies, its time is over, or the run has ended. */
async function live<P extends Provider>(
  world: World<P>,
  plan: UpgradePlan<P>,
  life: Life,
  index: number,
): Promise<UpgradeOutcome<P> | undefined> {
  const { clock } = world.simulated;
  const name = `process-${index}`;
  const dying = dyingProcess(driverOf(world, name), storeOf(world), life.diesAt, life.moment);
  const upgrader = upgraderOf(world, name, dying);
  const work = async (): Promise<UpgradeOutcome<P> | undefined> => {
    const task = await upgrader.start(plan, { accept: 'all' });
    if (task.isErr()) {
      world.broken.push(`start: ${task.error.kind}: ${task.error.message}`);
      return undefined;
    }
    for (;;) {
      const outcome = await task.value.wait({
        onProgress: ({ state, waitingFor }) => {
          if (state === 'running' && waitingFor.length === 0)
            world.broken.push('law 13: says not what it waits for');
        },
      });
      if (outcome.isOk()) return outcome.value;
      if (outcome.error.kind === 'internal') {
        world.broken.push(`thrown: ${outcome.error.message}`);
        return undefined;
      }
      await clock.sleep(minute);
    }
  };
  const over = clock.sleep(life.successorAfter).then(() => undefined);
  const outcome = await Promise.race([work(), over]);
  const diedAt = dying.diedAt();
  if (diedAt !== undefined) world.reached.push(`died ${life.moment} ${diedAt}`);
  else if (!outcome) world.reached.push('overtaken alive');
  return outcome;
}

function upgraderOf<P extends Provider>(
  world: World<P>,
  name: string,
  ports: { driver: Driver<P>; store: Store } = { driver: driverOf(world, name), store: world.store },
): EngineUpgrader<P> {
  return createUpgrader({
    ...ports,
    clock: world.simulated.clock,
    randomness: randomnessFrom(world.simulated.random.fork(name)),
    policy: { ...world.simulated.policy, ...world.sabotage?.policy },
    events: (event) => world.events.push(event),
  });
}

/** The driver; law 1 is checked at the very moment that a mutation is sent. */
function driverOf<P extends Provider>(world: World<P>, name: string): Driver<P> {
  const driver = world.simulated.driver(name);
  const checked: Driver<P> = {
    ...driver,
    send: async (call, token) => {
      const runs = await world.store.list();
      const runId = runs.isOk() ? (runs.value[0]?.runId ?? '') : '';
      const stored = await world.store.get(runId);
      const steps = stored.isOk() ? Object.entries(stored.value?.steps ?? {}) : [];
      const step = steps.find(([, { text }]) => text.includes(token));
      if (!step) world.broken.push('law 1: a mutation without its intent');
      const before = world.simulated.cloud.journal.entries.length;
      const answer = await driver.send(call, token);
      noteReached(world, step?.[0] ?? '', call.operation, before);
      return answer;
    },
  };
  return world.sabotage?.driver?.(checked) ?? checked;
}

/** Which faults met a mutating call, by the kind of its step. */
function noteReached<P extends Provider>(
  world: World<P>,
  stepId: string,
  action: string,
  before: number,
): void {
  const kind = world.plan?.steps.find(({ id }) => id === stepId)?.input.kind ?? 'unknown';
  const entries = world.simulated.cloud.journal.entries.slice(before);
  const entry = entries.find((one) => one.kind === 'call' && one.action === action);
  const faults = entry?.detail['faults'];
  if (!Array.isArray(faults) || faults.length === 0) world.reached.push(`no fault × ${kind}`);
  else for (const fault of faults) world.reached.push(`${String(fault)} × ${kind}`);
}

/** The store as processes have it: when the first intent came into it is noted. */
function storeOf<P extends Provider>(world: World<P>): Store {
  const store: Store = {
    ...world.store,
    save: (changes, lease, now) => {
      const intends = changes.some(({ steps }) =>
        Object.values(steps).some(({ text }) => text.includes('"intent"')),
      );
      if (intends) world.firstIntentAt ??= world.simulated.clock.now();
      return world.store.save(changes, lease, now);
    },
  };
  return world.sabotage?.store?.(store) ?? store;
}

/** A person who looks in now and then, and lets a paused run go on. */
function continueEverySoOften<P extends Provider>(
  { simulated, store }: World<P>,
  plan: UpgradePlan<P>,
): { over: boolean } {
  const person = { over: false };
  const { continuesEvery } = simulated;
  if (continuesEvery === undefined) return person;
  const later = async (): Promise<void> => {
    while (!person.over) {
      await simulated.clock.sleep(continuesEvery);
      const runId = await store.findByPlan(plan.id);
      if (runId.isOk() && runId.value !== undefined && !person.over)
        await store.wish(runId.value, 'continue', simulated.clock.now());
    }
  };
  void later();
  return person;
}

function cancelLater<P extends Provider>({ simulated, store }: World<P>, plan: UpgradePlan<P>): void {
  const { cancelAt } = simulated.disturbances;
  if (cancelAt === undefined) return;
  const later = async (): Promise<void> => {
    await simulated.clock.sleep(cancelAt);
    const runId = await store.findByPlan(plan.id);
    if (runId.isOk() && runId.value !== undefined)
      await store.wish(runId.value, 'cancel', simulated.clock.now());
  };
  void later();
}
