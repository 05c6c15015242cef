import {
  drawRdsSwitches,
  type Random,
  type RdsFleet,
  type RdsFleetInstance,
  type RdsSwitches,
} from '@engine-upgrader/cloud-simulator';
import type { EffectiveTime } from '@engine-upgrader/core';
import { type Disturbances, drawDisturbances, isSmall } from '../disturbances.ts';

/** What somebody else does to the family meanwhile. */
export type Interference =
  | 'nothing'
  | 'upgrade-a-member'
  | 'delete-a-replica'
  | 'delete-the-primary'
  | 'add-a-replica'
  | 'change-the-class'
  | 'stop-a-member'
  | 'restart'
  | 'occupy'
  | 'occupy-for-long'
  | 'occupy-for-ever'
  | 'lock-and-unlock'
  | 'fill-the-disk'
  | 'cancel-what-is-queued'
  | 'move-the-window';

/** What the service itself does wrong. */
export type Misfortune = 'none' | 'fails' | 'sticks' | 'vanishes';

/** Everything that a seed draws. */
export interface RdsScenario extends Disturbances {
  readonly fleet: RdsFleet;
  readonly from: string;
  readonly to: string;
  readonly effectiveTime: EffectiveTime;
  readonly replicaOrder: 'auto' | 'replicas-first' | 'with-primary';
  readonly parallelReplicas: number;
  readonly switches: RdsSwitches;
  readonly interference: Interference;
  readonly interferenceAt: number;
  readonly misfortune: Misfortune;
  readonly upgradeDuration: number;
  /** Milliseconds after the usual beginning of the simulation: how far the maintenance window is. */
  readonly startsAt: number;
}

const minute = 60_000;
const versions = ['5.5', '5.6', '5.7', '8.0'];

/** Draws a scenario: about half of them without anything that may keep an upgrade from succeeding. */
export function drawRdsScenario(random: Random): RdsScenario {
  const small = isSmall(random);
  const from = random.pick(['5.5', '5.5', '5.5', '5.6', '5.6', '5.7']);
  const hops =
    small || random.chance(0.7) ? 1 : random.integer(1, versions.length - 1 - versions.indexOf(from));
  const to = versions[versions.indexOf(from) + hops] ?? '8.0';
  const rough = random.chance(0.4);
  const disturbances = drawDisturbances(random, rough, small);
  return {
    ...disturbances,
    // How many requests the cloud takes is unconfirmed; the driver assumes 20 at once and 5 a second.
    requestLimit: random.pick([
      undefined,
      { capacity: 20, refillPerSecond: 5 },
      { capacity: 40, refillPerSecond: 10 },
    ]),
    fleet: drawFleet(random, from, small),
    from,
    to,
    effectiveTime: random.chance(0.7) ? 'immediate' : 'maintenance-window',
    replicaOrder: random.chance(0.75) ? 'auto' : random.pick(['replicas-first', 'with-primary'] as const),
    parallelReplicas: random.integer(1, 3),
    switches: drawSwitches(random),
    interference: rough && random.chance(0.6) ? random.pick(interferences) : 'nothing',
    interferenceAt: random.integer(0, random.pick([60, 60, 240])) * minute,
    misfortune: rough && random.chance(0.4) ? random.pick(['fails', 'sticks', 'vanishes'] as const) : 'none',
    upgradeDuration: random.integer(1, 6) * minute,
    startsAt: random.integer(0, 24 * 60) * minute,
  };
}

/** Replicas that neither go first nor follow are upgraded by themselves: what befalls that needs more of them. */
function drawSwitches(random: Random): RdsSwitches {
  const switches = drawRdsSwitches(random);
  if (random.chance(0.7)) return switches;
  return {
    ...switches,
    replicas: { '5.5-5.6': 'first', '5.6-5.7': 'afterwards', '5.7-8.0': 'afterwards' },
  };
}

/** Everything that somebody may do. */
const interferences: readonly Exclude<Interference, 'nothing'>[] = [
  'upgrade-a-member',
  'delete-a-replica',
  'delete-the-primary',
  'add-a-replica',
  'change-the-class',
  'stop-a-member',
  'restart',
  'occupy',
  'occupy-for-long',
  'occupy-for-ever',
  'lock-and-unlock',
  'fill-the-disk',
  'cancel-what-is-queued',
  'move-the-window',
];

/** What passes by itself, and keeps no upgrade from succeeding. */
export const passing: ReadonlySet<Interference> = new Set(['nothing', 'restart', 'occupy']);

function drawFleet(random: Random, version: string, small: boolean): RdsFleet {
  const maintainTime = random.pick(['18:00Z-20:00Z', '23:30Z-00:30Z', '05:00Z-06:00Z']);
  const common = { version, maintainTime, ...(random.chance(0.5) ? { expiresInDays: 300 } : {}) };
  const instances: RdsFleetInstance[] = [{ id: 'rm-main', region: 'cn-hangzhou', ...common }];
  const replicas = small ? random.integer(0, 1) : random.integer(0, 3);
  for (let index = 1; index <= replicas; index += 1) {
    instances.push({ id: `rr-main-${index}`, region: 'cn-hangzhou', primary: 'rm-main', ...common });
  }
  if (random.chance(small ? 0.2 : 0.4)) {
    const region = random.pick(['cn-shanghai', 'cn-hangzhou']);
    instances.push({ id: 'rm-main-dr', region, type: 'Guard', primary: 'rm-main', ...common });
  }
  for (let index = 0; index < random.integer(0, 2); index += 1) {
    instances.push({ id: `rm-other-${index}`, region: 'cn-hangzhou', version: '5.7' });
  }
  return { instances };
}
