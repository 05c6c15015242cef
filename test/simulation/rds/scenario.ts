import {
  drawRdsSwitches,
  type Random,
  type RdsFleet,
  type RdsFleetInstance,
  type RdsSwitches,
} from '@engine-upgrader/cloud-simulator';
import type { EffectiveTime } from '@engine-upgrader/core';
import { type Disturbances, drawDisturbances } from '../disturbances.ts';

/** What somebody else does to the family meanwhile. */
export type Interference =
  | 'nothing'
  | 'upgrade-a-member'
  | 'delete-a-replica'
  | 'add-a-replica'
  | 'occupy'
  | 'lock-and-unlock'
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
}

const minute = 60_000;
const versions = ['5.5', '5.6', '5.7', '8.0'];

/** Draws a scenario: about half of them without anything that may keep an upgrade from succeeding. */
export function drawRdsScenario(random: Random): RdsScenario {
  const from = random.pick(['5.5', '5.5', '5.5', '5.6', '5.6', '5.7']);
  const hops = random.integer(1, versions.length - 1 - versions.indexOf(from));
  const to = versions[versions.indexOf(from) + hops] ?? '8.0';
  const rough = random.chance(0.4);
  return {
    ...drawDisturbances(random, rough),
    fleet: drawFleet(random, from),
    from,
    to,
    effectiveTime: random.chance(0.7) ? 'immediate' : 'maintenance-window',
    replicaOrder: random.chance(0.8) ? 'auto' : random.pick(['replicas-first', 'with-primary'] as const),
    parallelReplicas: random.integer(1, 3),
    switches: drawRdsSwitches(random),
    interference: rough && random.chance(0.6) ? random.pick(interferences) : 'nothing',
    interferenceAt: random.integer(0, 60) * minute,
    misfortune: rough && random.chance(0.4) ? random.pick(['fails', 'sticks', 'vanishes'] as const) : 'none',
    upgradeDuration: random.integer(1, 6) * minute,
  };
}

const interferences: readonly Interference[] = [
  'upgrade-a-member',
  'delete-a-replica',
  'add-a-replica',
  'occupy',
  'lock-and-unlock',
  'move-the-window',
];

function drawFleet(random: Random, version: string): RdsFleet {
  const common = { version, ...(random.chance(0.5) ? { expiresInDays: 300 } : {}) };
  const instances: RdsFleetInstance[] = [{ id: 'rm-main', region: 'cn-hangzhou', ...common }];
  for (let index = 1; index <= random.integer(0, 3); index += 1) {
    instances.push({ id: `rr-main-${index}`, region: 'cn-hangzhou', primary: 'rm-main', ...common });
  }
  if (random.chance(0.4)) {
    const region = random.pick(['cn-shanghai', 'cn-hangzhou']);
    instances.push({ id: 'rm-main-dr', region, type: 'Guard', primary: 'rm-main', ...common });
  }
  for (let index = 0; index < random.integer(0, 3); index += 1) {
    instances.push({ id: `rm-other-${index}`, region: 'cn-hangzhou', version: '5.7' });
  }
  return { instances };
}
