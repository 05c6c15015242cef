import { readFileSync, writeFileSync } from 'node:fs';
import { type AnswerBody, createAlibabaRdsDriver, type RdsApi } from '@engine-upgrader/alibaba-rds';
import { createCloud, seededRandom, simulatedClock } from '@engine-upgrader/cloud-simulator';
import type { Clock, Store } from '@engine-upgrader/core';
import { createFleet, type Fleet } from '@engine-upgrader/core/fleet';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { okAsync } from 'neverthrow';
import { randomnessFrom } from '../ports.ts';
import { simulatedRdsApi } from '../rds-api.ts';
import { coreClock } from './clouds.ts';

/** What looks at upgrades under way cost. */
export interface MeasuredTicks {
  readonly handles: number;
  /** Milliseconds of processor time of one advance at which every handle is looked at and nothing has changed: the median. */
  readonly processorTime: number;
  /** The mean of the same: with the advances at which some of the handles are stored again. */
  readonly mean: number;
  /** Milliseconds of an advance at which no handle is due. */
  readonly notDue: number;
  /** Megabytes resident after them, garbage that was not collected yet in it. */
  readonly resident: number;
  /** Calls of one advance. */
  readonly calls: number;
}

/** What the process that looks is told: what the cloud answers, and where it begins. */
interface Prepared {
  readonly fleetRunId: string;
  readonly now: number;
  /** As JSON, by call. */
  readonly answers: Readonly<Record<string, string>>;
}

const region = 'cn-hangzhou';
const limit = { capacity: 1_000_000, refillPerSecond: 1_000_000 };
const nameOf = (operation: string, parameters: object): string =>
  `${operation} ${JSON.stringify(parameters)}`;

async function openedStore(path: string): Promise<Store> {
  const opened = await openSqliteStore(path);
  if (opened.isErr()) throw new Error(opened.error.message);
  return opened.value;
}

function fleetOver(api: RdsApi, store: Store, clock: Clock): Fleet {
  const driver = createAlibabaRdsDriver({ api, regions: [region], environment: {}, budget: limit });
  const randomness = randomnessFrom(seededRandom(7));
  return createFleet({
    sources: [{ name: 'rds', driver }],
    store,
    clock,
    randomness,
  });
}

/** Starts so many upgrades in one region; what the cloud answers while they are under way is written down. */
export async function prepareTicks(handles: number, folder: string): Promise<void> {
  const clock = simulatedClock();
  const cloud = createCloud({
    clock,
    random: seededRandom(handles),
    durations: { rds: { upgrade: 24 * 3_600_000 } },
    fleet: {
      rds: {
        instances: Array.from({ length: handles }, (_, index) => ({
          id: `rm-n${String(index).padStart(5, '0')}`,
          region,
          version: '5.7',
        })),
      },
    },
  });
  const answers: Record<string, string> = {};
  const simulated = simulatedRdsApi(cloud, 'fleet');
  const api: RdsApi = {
    call: (operation, place, parameters, ...rest) =>
      simulated.call(operation, place, parameters, ...rest).map((body) => {
        if (operation === 'DescribeDBInstances') {
          answers[nameOf(operation, parameters)] = JSON.stringify(body);
        }
        return body;
      }),
  };
  const store = await openedStore(`${folder}/${handles}.db`);
  const core = coreClock(clock);
  const fleet = fleetOver(api, store, core);
  const request = { name: 'bench', to: 'newest', canary: false, maxConcurrency: '100%' } as const;
  const fleetRunId = await clock.run(async () => {
    const task = await fleet.plan(request).andThen((plan) => fleet.start(plan, { accept: 'all' }));
    if (task.isErr()) throw new Error(task.error.message);
    for (let index = 0; index < 12; index += 1) {
      await task.value.advance();
      await core.sleep(30_000);
    }
    return task.value.id;
  });
  await store.close();
  const prepared: Prepared = { fleetRunId, now: clock.now(), answers };
  writeFileSync(`${folder}/${handles}.json`, JSON.stringify(prepared));
}

const spent = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

/** Takes the upgrades up and looks at all of them while none has come any further: a process of its own. */
export async function measureTicks(handles: number, folder: string): Promise<MeasuredTicks> {
  const prepared = readFileSync(`${folder}/${handles}.json`, 'utf8');
  const { fleetRunId, now, answers } = JSON.parse(prepared) as Prepared;
  let time = now;
  let calls = 0;
  let reading = 0;
  const api: RdsApi = {
    call: (operation, _region, parameters) => {
      calls += 1;
      // What a client reads off the wire is new each time; reading it is not what is measured.
      const since = process.cpuUsage();
      const body = JSON.parse(answers[nameOf(operation, parameters)] ?? '{}') as AnswerBody;
      reading += spent(since);
      return okAsync(body);
    },
  };
  const clock: Clock = { now: () => time, sleep: async () => undefined };
  const store = await openedStore(`${folder}/${handles}.db`);
  const task = await fleetOver(api, store, clock).open(fleetRunId);
  if (task.isErr()) throw new Error(task.error.message);
  const advance = async (): Promise<number> => {
    reading = 0;
    const since = process.cpuUsage();
    const advanced = await task.value.advance();
    if (advanced.isErr()) throw new Error(advanced.error.message);
    return spent(since) - reading;
  };
  const looked: number[] = [];
  const idle: number[] = [];
  let each = 0;
  for (let index = 0; index < 34; index += 1) {
    time += 30_000;
    const before = calls;
    looked.push(await advance());
    each = calls - before;
    idle.push(await advance());
  }
  const resident = process.memoryUsage().rss / 1_000_000;
  await store.close();
  return {
    handles,
    processorTime: median(looked.slice(10)),
    mean: looked.slice(10).reduce((sum, one) => sum + one, 0) / looked.slice(10).length,
    notDue: median(idle.slice(10)),
    resident,
    calls: each,
  };
}
