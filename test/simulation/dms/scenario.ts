import {
  type DmsFleet,
  type DmsSwitches,
  drawDmsSwitches,
  type Random,
} from '@engine-upgrader/cloud-simulator';
import type { EffectiveTime } from '@engine-upgrader/core';
import { type BesideScenario, drawBeside } from './beside.ts';
import { type Disturbances, drawDisturbances, isSmall } from '../disturbances.ts';

/** What somebody else does meanwhile. */
export type DmsInterference =
  | 'nothing'
  | 'upgrade'
  | 'stop-a-task'
  | 'start-a-task'
  | 'delete-a-task'
  | 'restart-a-task'
  | 'move-a-task'
  | 'modify'
  | 'queue-an-upgrade'
  | 'move-the-window'
  | 'reboot'
  | 'delete-the-instance';

/** What the service itself does wrong. */
export type DmsMisfortune =
  | 'none'
  | 'upgrade-fails'
  | 'upgrade-sticks'
  | 'task-fails'
  | 'task-sticks'
  | 'start-fails'
  | 'storage-full'
  | 'storage-full-for-ever'
  | 'stuck-for-long'
  | 'stuck-for-ever';

/** Everything that a seed draws for a replication instance. */
export interface DmsScenario extends Disturbances {
  readonly fleet: DmsFleet;
  readonly from: string;
  readonly to: string;
  readonly effectiveTime: EffectiveTime;
  readonly stopTasks: 'upgrader' | 'dms' | undefined;
  readonly switches: DmsSwitches;
  readonly interference: DmsInterference;
  readonly interferenceAt: number;
  readonly misfortune: DmsMisfortune;
  /** Drawn where the tasks are moved to a new instance; else it is upgraded in place. */
  readonly beside: BesideScenario | undefined;
  /** An instance without tasks is deleted. */
  readonly cleanup: boolean;
  /** Milliseconds after the usual beginning of the simulation: how far the maintenance window is. */
  readonly startsAt: number;
}

type Task = NonNullable<DmsFleet['regions'][string]['tasks']>[number];

const minute = 60_000;
/** Everything that somebody may do. */
const interferences: readonly Exclude<DmsInterference, 'nothing'>[] = [
  'upgrade',
  'stop-a-task',
  'start-a-task',
  'delete-a-task',
  'restart-a-task',
  'move-a-task',
  'modify',
  'queue-an-upgrade',
  'move-the-window',
  'reboot',
  'delete-the-instance',
];
/** What makes tasks be brought back comes more often than the rest. */
const misfortunes: readonly DmsMisfortune[] = [
  'upgrade-fails',
  'upgrade-fails',
  'upgrade-fails',
  'upgrade-sticks',
  'task-fails',
  'task-sticks',
  'start-fails',
  'storage-full',
  'storage-full-for-ever',
  'stuck-for-long',
  'stuck-for-ever',
];

/** Draws a scenario: about half of them without anything that may keep an upgrade from succeeding. */
export function drawDmsScenario(random: Random): DmsScenario {
  const small = isSmall(random);
  const rough = random.chance(0.4);
  const effectiveTime = random.chance(0.7) ? 'immediate' : 'maintenance-window';
  const [from, to] = random.pick([
    ['3.5.4', '3.6.1'],
    ['3.4.7', '3.6.1'],
    ['3.5.3', '3.5.4'],
    ['3.4.7', '3.5.4'],
  ] as const);
  const disturbances = drawDisturbances(random, rough, small);
  const fleet = drawFleet(random, from, small);
  const scenario: DmsScenario = {
    ...disturbances,
    // Two tables of the quotas contradict each other; the driver assumes the lower one.
    requestLimit: random.pick([
      undefined,
      { capacity: 200, refillPerSecond: 8 },
      { capacity: 100, refillPerSecond: 4 },
    ]),
    fleet,
    from,
    to,
    effectiveTime,
    // Nobody can be ahead of DMS in the window.
    stopTasks:
      effectiveTime === 'immediate'
        ? random.pick([undefined, 'upgrader', 'upgrader', 'dms'] as const)
        : undefined,
    switches: drawDmsSwitches(random),
    interference: rough && random.chance(0.6) ? random.pick(interferences) : 'nothing',
    interferenceAt: random.integer(0, random.pick([60, 60, 240])) * minute,
    misfortune: rough && random.chance(0.4) ? random.pick(misfortunes) : 'none',
    beside: undefined,
    cleanup: false,
    startsAt: random.integer(0, 7 * 24 * 60) * minute,
  };
  const choice = random.fork('strategy');
  const hasTasks = fleet.regions['us-east-1']?.tasks?.some(({ instance }) => instance === 'main');
  if (choice.chance(0.55)) return scenario;
  const immediate = { effectiveTime: 'immediate', stopTasks: undefined } as const;
  if (!hasTasks) return { ...scenario, ...immediate, to: from, cleanup: true };
  const beside = drawBeside(choice, fleet, rough);
  return { ...scenario, ...immediate, beside };
}

const kinds: readonly Omit<Task, 'identifier' | 'instance' | 'source' | 'target'>[] = [
  { migrationType: 'cdc', status: 'running' },
  { migrationType: 'full-load-and-cdc', status: 'running' },
  { migrationType: 'full-load', status: 'running', tables: 8, tablesLoaded: 3 },
  { migrationType: 'full-load', status: 'stopped', stopReason: 'FULL_LOAD_ONLY_FINISHED' },
  { migrationType: 'cdc', status: 'stopped', stopReason: 'NORMAL' },
  { migrationType: 'cdc', status: 'ready' },
  { migrationType: 'full-load-and-cdc', status: 'failed', lastFailureMessage: 'Last Error Fatal error' },
];

function drawFleet(random: Random, engineVersion: string, small: boolean): DmsFleet {
  const maintenanceWindow = random.pick([
    'sun:06:00-sun:14:00',
    'thu:02:00-thu:02:30',
    'fri:22:00-sat:02:00',
  ]);
  const tasks = Array.from(
    { length: small ? random.pick([0, 1, 1, 1]) : random.pick([0, 1, 1, 2, 2, 3, 5]) },
    (_, index): Task => ({
      identifier: `task-${index}`,
      instance: 'main',
      source: random.pick(['source-postgres', 'source-postgres-own', 'source-mysql']),
      target: 'target',
      ...random.pick(kinds),
    }),
  );
  const other: Task = {
    identifier: 'other-task',
    instance: 'other',
    source: 'source-mysql',
    target: 'target',
    migrationType: 'cdc',
    status: 'running',
  };
  return {
    regions: {
      'us-east-1': {
        instances: [
          { identifier: 'main', engineVersion, maintenanceWindow },
          { identifier: 'other', engineVersion: '3.5.4' },
        ],
        endpoints: [
          {
            identifier: 'source-postgres',
            type: 'source',
            engine: 'postgres',
            settings: { PostgreSQLSettings: { SlotName: 'slot' } },
          },
          // DMS makes a slot of its own for each task, and makes it anew at a restart.
          { identifier: 'source-postgres-own', type: 'source', engine: 'postgres' },
          { identifier: 'source-mysql', type: 'source', engine: 'mysql' },
          { identifier: 'target', type: 'target', engine: 's3' },
        ],
        tasks: [...tasks, other],
      },
    },
  };
}
