import { type AlibabaRds, createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import {
  type Cloud,
  createCloud,
  type Random,
  seededFaults,
  seededRandom,
  type SimulatedClock,
  simulatedClock,
} from '@engine-upgrader/cloud-simulator';
import { dyingProcess } from '@engine-upgrader/conformance';
import {
  createMemoryStore,
  createUpgrader,
  type Driver,
  type EngineUpgrader,
  type Policy,
  type Store,
  type UpgradeEvent,
  type UpgradeOutcome,
  type UpgradePlan,
} from '@engine-upgrader/core';
import { randomnessFrom } from '../ports.ts';
import { simulatedRdsApi } from '../rds-api.ts';
import { brokenLaws } from './laws.ts';
import { drawScenario, type Life, type Scenario } from './scenario.ts';

/** A fault in the product, planted to see that the simulation catches it. */
export interface Sabotage {
  readonly name: string;
  readonly driver?: (driver: Driver<AlibabaRds>) => Driver<AlibabaRds>;
  readonly store?: (store: Store) => Store;
  readonly policy?: Partial<Policy>;
}

/** What came of one seed. */
export interface SeedReport {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly result: UpgradeOutcome<AlibabaRds>['result'] | 'not-planned' | 'not-ended';
  readonly broken: readonly string[];
  readonly calls: number;
  readonly advances: number;
  readonly processes: number;
  readonly events: readonly UpgradeEvent[];
  readonly journal: Cloud['journal']['entries'];
  readonly simulatedMilliseconds: number;
}

/** The sum of the simulated cloud's delays (beginning, propagation, staleness) stays below it. */
const policy: Partial<Policy> = { settle: 120_000, beginLimit: 7_200_000, finishLimit: 10_800_000 };
const minute = 60_000;
const day = 24 * 60 * minute;

interface World {
  readonly scenario: Scenario;
  readonly clock: SimulatedClock;
  readonly cloud: Cloud;
  readonly store: Store;
  readonly random: Random;
  readonly events: UpgradeEvent[];
  readonly broken: string[];
  readonly sabotage: Sabotage | undefined;
  firstIntentAt: number | undefined;
}

/** Carries a seed out: everything in one process, on one simulated clock, from one source of randomness. */
export async function runSeed(seed: number, sabotage?: Sabotage): Promise<SeedReport> {
  const random = seededRandom(seed);
  const scenario = drawScenario(seed, random.fork('scenario'));
  const clock = simulatedClock();
  const cloud = createCloud({
    clock,
    random: random.fork('cloud'),
    fleet: { rds: scenario.fleet },
    switches: { rds: scenario.switches },
    durations: { rds: { upgrade: scenario.upgradeDuration } },
    faults: seededFaults(random.fork('faults'), scenario.rates, {
      until: clock.now() + scenario.faultsUntil,
    }),
    latency: () => scenario.latency,
  });
  const world: World = {
    scenario,
    clock,
    cloud,
    store: createMemoryStore(),
    firstIntentAt: undefined,
    random: random.fork('processes'),
    events: [],
    broken: [],
    sabotage,
  };
  const startedAt = clock.now();
  const ended = await clock.run(() => upgrade(world));
  const { entries } = cloud.journal;
  return {
    seed,
    scenario,
    result: ended.result,
    broken: world.broken,
    calls: entries.filter(({ kind }) => kind === 'call').length,
    advances: world.events.filter(({ event }) => event === 'looked').length,
    processes: ended.processes,
    events: world.events,
    journal: entries,
    simulatedMilliseconds: clock.now() - startedAt,
  };
}

async function upgrade(world: World): Promise<Pick<SeedReport, 'result' | 'processes'>> {
  const { clock, cloud, scenario, store } = world;
  const plan = await planned(world);
  if (!plan) return { result: 'not-planned', processes: 0 };
  if (scenario.misfortune !== 'none') {
    const unlucky = world.random.pick(
      scenario.fleet.instances.filter(({ id }) => id.startsWith('r') && !id.includes('other')),
    );
    cloud.rds.inject.nextUpgrade(unlucky.id, scenario.misfortune);
  }
  interfere(world);
  cancelLater(world, plan);
  let processes = 0;
  for (const life of [...scenario.lives, immortal]) {
    processes += 1;
    const outcome = await live(world, plan, life, processes);
    if (outcome) return conclude(world, plan, outcome, processes);
  }
  world.broken.push(`law 13: not over after ${Math.round((clock.now() - plan.createdAt) / day)} days`);
  await store.close();
  return { result: 'not-ended', processes };
}

const immortal: Life = { diesAt: 0, moment: 'before', successorAfter: 60 * day };

async function conclude(
  world: World,
  plan: UpgradePlan<AlibabaRds>,
  outcome: UpgradeOutcome<AlibabaRds>,
  processes: number,
): Promise<Pick<SeedReport, 'result' | 'processes'>> {
  const stored = await world.store.get(outcome.runId);
  const everythingSaid = JSON.stringify([plan, outcome, world.events, stored]);
  world.broken.push(...brokenLaws({ ...world, plan, outcome, everythingSaid }));
  return { result: outcome.result, processes };
}

/** A plan, tried again while the cloud is not to be reached. */
async function planned(world: World): Promise<UpgradePlan<AlibabaRds> | undefined> {
  const { scenario, clock } = world;
  const upgrader = process(world, 'planner');
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { effectiveTime, to, replicaOrder, parallelReplicas } = scenario;
    const plan = await upgrader.plan({
      reference: 'alibaba-rds://cn-hangzhou/rm-main',
      to,
      effectiveTime,
      options: { replicaOrder, parallelReplicas },
    });
    if (plan.isOk() && !plan.value.findings.some(({ status }) => status === 'failed')) return plan.value;
    await clock.sleep(5 * minute);
  }
  world.broken.push('no plan could be made');
  return undefined;
}

/** One process: it resumes the run and waits, until it dies, its time is over, or the run has ended. */
async function live(
  world: World,
  plan: UpgradePlan<AlibabaRds>,
  life: Life,
  index: number,
): Promise<UpgradeOutcome<AlibabaRds> | undefined> {
  const name = `process-${index}`;
  const dying = dyingProcess(driverOf(world, name), storeOf(world), life.diesAt, life.moment);
  const upgrader = process(world, name, dying);
  const work = async (): Promise<UpgradeOutcome<AlibabaRds> | undefined> => {
    const task = await upgrader.start(plan, { accept: 'all' });
    if (task.isErr()) {
      world.broken.push(`start: ${task.error.kind}: ${task.error.message}`);
      return undefined;
    }
    for (;;) {
      const outcome = await task.value.wait({
        onProgress: ({ state, waitingFor }) => {
          if (state === 'running' && waitingFor.length === 0)
            world.broken.push('law 13: waits, and says not for what');
        },
      });
      if (outcome.isOk()) return outcome.value;
      if (outcome.error.kind === 'internal') world.broken.push(`thrown: ${outcome.error.message}`);
      if (outcome.error.kind === 'internal') return undefined;
      await world.clock.sleep(minute);
    }
  };
  const over = world.clock.sleep(life.successorAfter).then(() => undefined);
  return Promise.race([work(), over]);
}

function process(
  world: World,
  name: string,
  ports: { driver: Driver<AlibabaRds>; store: Store } = { driver: driverOf(world, name), store: world.store },
): EngineUpgrader<AlibabaRds> {
  return createUpgrader({
    ...ports,
    clock: world.clock,
    randomness: randomnessFrom(world.random.fork(name)),
    policy: { ...policy, ...world.sabotage?.policy },
    events: (event) => world.events.push(event),
  });
}

/** The store as processes have it: when the first intent came into it is noted. */
function storeOf(world: World): Store {
  const store: Store = {
    ...world.store,
    save: (changes, lease, now) => {
      const intends = changes.some(({ steps }) =>
        Object.values(steps).some(({ text }) => text.includes('"intent"')),
      );
      if (intends) world.firstIntentAt ??= world.clock.now();
      return world.store.save(changes, lease, now);
    },
  };
  return world.sabotage?.store?.(store) ?? store;
}

/** The driver over the simulated cloud; law 1 is checked at the very moment that a mutation arrives. */
function driverOf(world: World, name: string): Driver<AlibabaRds> {
  const api = simulatedRdsApi(world.cloud, name, async (operation, parameters) => {
    if (operation !== 'UpgradeDBInstanceEngineVersion') return;
    const token = 'ClientToken' in parameters ? String(parameters.ClientToken) : '';
    const runs = await world.store.list();
    const runId = runs.isOk() ? (runs.value[0]?.runId ?? '') : '';
    const stored = await world.store.get(runId);
    const steps = stored.isOk() ? Object.values(stored.value?.steps ?? {}) : [];
    if (!steps.some(({ text }) => text.includes(token)))
      world.broken.push('law 1: a mutation without its intent');
  });
  const driver = createAlibabaRdsDriver({ api, regions: ['cn-hangzhou', 'cn-shanghai'], environment: {} });
  return world.sabotage?.driver?.(driver) ?? driver;
}

function interfere({ scenario, cloud, clock, random }: World): void {
  if (scenario.interference === 'nothing') return;
  const family = scenario.fleet.instances.filter(({ id }) => !id.includes('other'));
  const replicas = family.filter(({ primary }) => primary !== undefined);
  const anyone = random.pick(family).id;
  const { person } = cloud.rds;
  const later = async (): Promise<void> => {
    await clock.sleep(scenario.interferenceAt);
    switch (scenario.interference) {
      case 'nothing':
        return;
      case 'upgrade-a-member': {
        const version = cloud.rds.instance(anyone)?.version;
        const next = version === '5.5' ? '5.6' : version === '5.6' ? '5.7' : '8.0';
        if (version !== '8.0') person.upgrade(anyone, next);
        return;
      }
      case 'delete-a-replica':
        if (replicas[0]) person.delete(replicas[0].id);
        return;
      case 'add-a-replica':
        person.add({ id: 'rr-main-new', region: 'cn-hangzhou', primary: 'rm-main', version: scenario.from });
        return;
      case 'occupy':
        person.occupy(
          anyone,
          random.pick(['DBInstanceClassChanging', 'INS_MAINTAINING', 'Rebooting']),
          20 * minute,
        );
        return;
      case 'lock-and-unlock':
        person.lock(anyone, 'ManualLock');
        await clock.sleep(5 * minute);
        person.lock(anyone, 'Unlock');
        return;
      case 'move-the-window':
        person.setMaintainTime(anyone, '02:00Z-03:00Z');
        return;
    }
  };
  void later();
}

function cancelLater(world: World, plan: UpgradePlan<AlibabaRds>): void {
  const { cancelAt } = world.scenario;
  if (cancelAt === undefined) return;
  const later = async (): Promise<void> => {
    await world.clock.sleep(cancelAt);
    const runId = await world.store.findByPlan(plan.id);
    if (runId.isOk() && runId.value !== undefined)
      await world.store.wish(runId.value, 'cancel', world.clock.now());
  };
  void later();
}
