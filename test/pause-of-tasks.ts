import { createAwsDmsDriver, type DmsOptions } from '@engine-upgrader/aws-dms';
import {
  createCloud,
  type DmsFleet,
  type JournalEntry,
  seededRandom,
  simulatedClock,
} from '@engine-upgrader/cloud-simulator';
import { createMemoryStore, createUpgrader } from '@engine-upgrader/core';
import { simulatedDmsApi } from './dms-api.ts';
import { randomnessFrom } from './ports.ts';

/** Pauses of the tasks of one upgrade. */
export interface Measured {
  readonly strategy: string;
  readonly tasks: number;
  readonly atATime: number;
  readonly result: string;
  /** Seconds. */
  readonly medianPause: number;
  readonly worstPause: number;
  /** The pause over the least that the cloud needs. */
  readonly medianRatio: number;
  readonly worstRatio: number;
  /** Minutes. */
  readonly duration: number;
  readonly calls: number;
}

function fleetOf(tasks: number): DmsFleet {
  return {
    regions: {
      'us-east-1': {
        instances: [{ identifier: 'main', engineVersion: '3.5.4', allocatedStorage: 1_000 }],
        endpoints: [
          { identifier: 'source', type: 'source', engine: 'mysql' },
          { identifier: 'target', type: 'target', engine: 's3' },
        ],
        tasks: Array.from({ length: tasks }, (_, index) => ({
          identifier: `task-${index}`,
          instance: 'main',
          source: 'source',
          target: 'target',
          migrationType: 'cdc' as const,
          status: 'running',
        })),
      },
    },
  };
}

/**
 * How long each task pauses, on simulated time with the default settings, against the least that the cloud needs: its
 * own times to stop, move and start that task, or to upgrade its instance.
 */
export async function measurePauses(tasks: number, strategy: string, options: DmsOptions): Promise<Measured> {
  const clock = simulatedClock();
  const random = seededRandom(tasks);
  const cloud = createCloud({
    clock,
    random,
    fleet: { dms: fleetOf(tasks) },
    latency: () => 80,
    requestLimit: { capacity: 100, refillPerSecond: 4 },
  });
  const api = simulatedDmsApi(cloud, 'bench');
  const driver = createAwsDmsDriver({ api, regions: ['us-east-1'], environment: {} });
  const upgrader = createUpgrader({
    driver,
    store: createMemoryStore(),
    clock,
    randomness: randomnessFrom(random.fork('upgrader')),
  });
  const startedAt = clock.now();
  const result = await clock.run(async () => {
    const request = { reference: 'aws-dms://us-east-1/main', to: '3.6.1', options };
    const outcome = await upgrader
      .plan(request)
      .andThen((plan) => upgrader.start(plan, { accept: 'all' }))
      .andThen((task) => task.wait());
    return outcome.match(
      (ended) => ended.result,
      (error) => error.message,
    );
  });
  const { entries } = cloud.journal;
  const pauses = pausesOf(entries);
  const ratios = pauses.map(({ pause, least }) => pause / least);
  return {
    strategy,
    tasks,
    atATime: options.parallelTasks ?? tasks,
    result,
    medianPause: Math.round(
      quantile(
        pauses.map(({ pause }) => pause / 1_000),
        0.5,
      ),
    ),
    worstPause: Math.round(
      quantile(
        pauses.map(({ pause }) => pause / 1_000),
        1,
      ),
    ),
    medianRatio: rounded(quantile(ratios, 0.5)),
    worstRatio: rounded(quantile(ratios, 1)),
    duration: Math.round((clock.now() - startedAt) / 60_000),
    calls: entries.filter(({ kind }) => kind === 'call').length,
  };
}

const begins = ['task-stopping', 'task-moving', 'task-starting', 'upgrade-begun'];
const ends = ['task-stopped', 'task-moved', 'task-running', 'upgrade-ended'];

/** From stop sent to running again; and the sum of what the cloud itself took for it. */
function pausesOf(entries: readonly JournalEntry[]): readonly { pause: number; least: number }[] {
  const effects = entries.filter(({ kind }) => kind === 'effect');
  const upgrade = spent(effects.filter(({ resource }) => resource === 'main'));
  const names = new Set(effects.flatMap(({ resource }) => (resource?.startsWith('task-') ? [resource] : [])));
  return [...names].map((name) => {
    const own = effects.filter(({ resource }) => resource === name);
    const first = own.find(({ action }) => action === 'task-stopping')?.at ?? 0;
    const last = own.findLast(({ action }) => action === 'task-running')?.at ?? 0;
    return { pause: last - first, least: spent(own) + upgrade };
  });
}

function spent(effects: readonly JournalEntry[]): number {
  let sum = 0;
  let begun: number | undefined;
  for (const { action, at } of effects) {
    if (begins.includes(action)) begun = at;
    if (!ends.includes(action) || begun === undefined) continue;
    sum += at - begun;
    begun = undefined;
  }
  return sum;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
