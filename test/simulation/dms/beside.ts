import type { DmsOptions } from '@engine-upgrader/aws-dms';
import type { Cloud, Random } from '@engine-upgrader/cloud-simulator';
import type { DmsFleet } from '@engine-upgrader/cloud-simulator';

/** What the service does wrong while tasks are moved. */
export type BesideMisfortune =
  | 'none'
  | 'move-fails-once'
  | 'move-always-fails'
  | 'connection-fails'
  | 'creation-fails'
  | 'no-capacity'
  | 'quota-fills-up'
  | 'storage-too-small';

/** What a seed draws for an upgrade side by side. */
export interface BesideScenario {
  readonly options: DmsOptions;
  readonly misfortune: BesideMisfortune;
  /** Milliseconds after which a person says `continue`, again and again. */
  readonly continuesEvery: number;
}

/** What makes tasks be brought back comes more often than the rest. */
const misfortunes: readonly BesideMisfortune[] = [
  'move-fails-once',
  'move-always-fails',
  'move-always-fails',
  'move-always-fails',
  'connection-fails',
  'creation-fails',
  'no-capacity',
  'quota-fills-up',
  'storage-too-small',
];

/** Draws the options of an upgrade side by side of these tasks. */
export function drawBeside(random: Random, fleet: DmsFleet, rough: boolean): BesideScenario {
  const tasks = (fleet.regions['us-east-1']?.tasks ?? []).filter(({ instance }) => instance === 'main');
  // A full load may be over before the plan is made.
  const staysRunning = tasks.some(
    ({ status, migrationType }) => status === 'running' && migrationType === 'cdc',
  );
  const misfortune = rough && random.chance(0.75) ? random.pick(misfortunes) : 'none';
  return {
    misfortune,
    continuesEvery: random.integer(1, 240) * 60_000,
    options: {
      strategy: 'side-by-side',
      tasks: staysRunning && random.chance(0.3) ? 'running' : 'all',
      parallelTasks: random.integer(1, 3),
      withoutCheckpoint: random.pick(['refuse', 'move', 'move'] as const),
      afterFailedMove: random.pick(['resume-on-old', 'resume-on-old', 'leave-stopped'] as const),
      ...(random.chance(0.7) ? { canary: random.pick([0, 1, 1]) } : {}),
      ...(random.chance(0.6) ? { pauseAfterCanary: random.chance(0.6) } : {}),
      ...(misfortune === 'storage-too-small' ? { targetStorage: 5 } : {}),
    },
  };
}

/** Lets loose what the service does wrong. */
export function besideMisfortune(
  { misfortune }: BesideScenario,
  cloud: Cloud,
  anyTask: string | undefined,
): void {
  const { inject } = cloud.dms;
  switch (misfortune) {
    case 'none':
    case 'storage-too-small':
      return;
    case 'move-fails-once':
      if (anyTask) inject.failMove(anyTask, 1);
      return;
    case 'move-always-fails':
      if (anyTask) inject.failMove(anyTask, 'always');
      return;
    case 'connection-fails':
      inject.failConnection('target', 'The endpoint cannot be reached.', ['main-3-6-1', 'main-3-5-4']);
      return;
    case 'creation-fails':
      inject.nextCreationEnds('us-east-1', 'incompatible-network');
      return;
    case 'no-capacity':
      inject.noCapacity('us-east-1', 1);
      return;
    case 'quota-fills-up':
      inject.setQuota('us-east-1', 'ReplicationInstances', 2);
      return;
  }
}
