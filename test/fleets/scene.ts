import { createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import { createAwsDmsDriver } from '@engine-upgrader/aws-dms';
import {
  type Cloud,
  type CloudOptions,
  createCloud,
  type RdsFleetInstance,
  seededRandom,
  simulatedClock,
  type SimulatedClock,
} from '@engine-upgrader/cloud-simulator';
import { type Clock, createMemoryStore, type Store, type UpgradeError } from '@engine-upgrader/core';
import {
  createFleet,
  type Fleet,
  type FleetOptions,
  type FleetPlan,
  type FleetProgress,
  type FleetRequest,
  type FleetSource,
  type FleetTask,
} from '@engine-upgrader/core/fleet';
import type { Result } from 'neverthrow';
import { simulatedDmsApi } from '../dms-api.ts';
import { randomnessFrom } from '../ports.ts';
import { simulatedRdsApi } from '../rds-api.ts';
import { coreClock, dmsRegion } from './clouds.ts';

/** What a scene has besides its defaults. */
export interface SceneOptions {
  readonly rds?: readonly RdsFleetInstance[];
  /** Replication instances by account: the same names in each. */
  readonly dms?: readonly string[];
  readonly tasks?: number;
  readonly cloud?: Partial<CloudOptions>;
  /** Default: one of its own. */
  readonly clock?: SimulatedClock;
}

/** Three logins, the clouds behind them, a store and a clock: everything that outlives a process. */
export interface Scene {
  readonly clock: SimulatedClock;
  readonly coreClock: Clock;
  readonly store: Store;
  readonly rds: Cloud;
  readonly accounts: Readonly<Record<'one' | 'two', Cloud>>;
  readonly sources: readonly FleetSource[];
  /** A process: a fleet of its own over the same store and clouds. */
  process(options?: Partial<FleetOptions>): Fleet;
}

const dmsRegionName = 'us-east-1';

/** One Alibaba Cloud account and two AWS accounts. */
export function makeScene({
  rds = sixDatabases,
  dms = ['a', 'b'],
  tasks = 2,
  cloud = {},
  clock = simulatedClock(),
}: SceneOptions = {}): Scene {
  const seed = (name: string): Partial<CloudOptions> => ({
    clock,
    random: seededRandom(name.length),
    latency: () => 50,
    requestLimit: { capacity: 100, refillPerSecond: 4 },
    ...cloud,
  });
  const rdsCloud = createCloud({ ...seed('rds'), clock, fleet: { rds: { instances: [...rds] } } });
  const account = (id: string): Cloud =>
    createCloud({
      ...seed(id),
      clock,
      account: id,
      fleet: { dms: { regions: { [dmsRegionName]: dmsRegion(dms, tasks, stageOf) } } },
    });
  const accounts = { one: account('111111111111'), two: account('222222222222') };
  const sources = [
    rdsSource('rds', rdsCloud, [...new Set(rds.map(({ region }) => region))]),
    dmsSource('one', accounts.one),
    dmsSource('two', accounts.two),
  ];
  const store = createMemoryStore();
  const random = seededRandom(7);
  return {
    clock,
    coreClock: coreClock(clock),
    store,
    rds: rdsCloud,
    accounts,
    sources,
    process: (options = {}) =>
      createFleet({
        sources,
        store,
        clock: coreClock(clock),
        randomness: randomnessFrom(random.fork(random.hex(8))),
        ...options,
      }),
  };
}

/** A login to the simulated Alibaba Cloud. */
export function rdsSource(name: string, cloud: Cloud, regions: readonly string[]): FleetSource {
  const api = simulatedRdsApi(cloud, name);
  const driver = createAlibabaRdsDriver({ api, regions, environment: {}, account: name });
  return { name, driver, regions };
}

/** A login to a simulated AWS account. */
export function dmsSource(
  name: string,
  cloud: Cloud,
  regions: readonly string[] = [dmsRegionName],
): FleetSource {
  const api = simulatedDmsApi(cloud, name);
  const driver = createAwsDmsDriver({ api, regions, environment: {}, account: name });
  return { name, driver, regions };
}

const sixDatabases: readonly RdsFleetInstance[] = Array.from({ length: 6 }, (_, index) => ({
  id: `rm-${index}`,
  region: index % 2 === 0 ? 'cn-hangzhou' : 'cn-shanghai',
  version: '5.7',
  usedGigabytes: 20,
  storageGigabytes: 100,
  tags: { stage: index < 2 ? 'test' : 'production' },
}));

/** One of them is for testing. */
function stageOf(identifier: string): string {
  return identifier === 'a' ? 'test' : 'production';
}

/** The value of what must have gone well. */
export function must<T>(result: Result<T, UpgradeError>): T {
  if (result.isOk()) return result.value;
  throw new Error(`an error came instead of a value: ${JSON.stringify(result.error)}`);
}

export async function planned(fleet: Fleet, request: Partial<FleetRequest> = {}): Promise<FleetPlan> {
  return must(await fleet.plan({ name: 'all', to: 'newest', ...request }));
}

export async function started(fleet: Fleet, plan: FleetPlan): Promise<FleetTask> {
  return must(await fleet.start(plan, { accept: 'all' }));
}

/** Plans, starts and waits to the end. */
export async function completed(fleet: Fleet, request: Partial<FleetRequest> = {}): Promise<FleetProgress> {
  const task = await started(fleet, await planned(fleet, request));
  return must(await task.wait());
}

/** The state of each instance, by its key. */
export function statesOf(progress: FleetProgress): Record<string, string> {
  return Object.fromEntries(progress.instances.map(({ key, state }) => [key, state]));
}

/** What the clouds really did: upgrades that took effect, by login and instance. */
export function upgradesOf(scene: Scene): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, cloud] of [['rds', scene.rds] as const, ...Object.entries(scene.accounts)]) {
    for (const { kind, action, resource = '' } of cloud.journal.entries) {
      if (kind !== 'effect' || (action !== 'UpgradeAccepted' && action !== 'modification-accepted')) continue;
      counts[`${name} ${resource}`] = (counts[`${name} ${resource}`] ?? 0) + 1;
    }
  }
  return counts;
}

/** Calls of an action that the clouds have answered so far. */
export function callsOf(cloud: Cloud, isOne: (action: string) => boolean = () => true): number {
  return cloud.journal.entries.filter(({ kind, action }) => kind === 'call' && isOne(action)).length;
}
