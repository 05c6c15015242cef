import {
  drawRdsSwitches,
  type FaultRates,
  type Random,
  type RdsFleet,
  type RdsFleetInstance,
  type RdsSwitches,
} from '@engine-upgrader/cloud-simulator';
import type { EffectiveTime } from '@engine-upgrader/core';

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

/** How one process ends. */
export interface Life {
  /** The await at which it dies; 0: it lives on. */
  readonly diesAt: number;
  readonly moment: 'before' | 'after';
  /** How long after its beginning the next process takes over, dead or alive. */
  readonly successorAfter: number;
}

/** Everything that a seed draws. */
export interface Scenario {
  readonly seed: number;
  readonly fleet: RdsFleet;
  readonly from: string;
  readonly to: string;
  readonly effectiveTime: EffectiveTime;
  readonly replicaOrder: 'auto' | 'replicas-first' | 'with-primary';
  readonly parallelReplicas: number;
  readonly switches: RdsSwitches;
  readonly rates: FaultRates;
  /** Faults stop then, counted from the start. */
  readonly faultsUntil: number;
  readonly lives: readonly Life[];
  readonly interference: Interference;
  readonly interferenceAt: number;
  readonly misfortune: Misfortune;
  readonly cancelAt: number | undefined;
  readonly upgradeDuration: number;
  readonly latency: number;
}

const minute = 60_000;
const versions = ['5.5', '5.6', '5.7', '8.0'];

/** Draws a scenario: about half of them without anything that may keep an upgrade from succeeding. */
export function drawScenario(seed: number, random: Random): Scenario {
  const from = random.pick(['5.5', '5.5', '5.5', '5.6', '5.6', '5.7']);
  const hops = random.integer(1, versions.length - 1 - versions.indexOf(from));
  const to = versions[versions.indexOf(from) + hops] ?? '8.0';
  const rough = random.chance(0.4);
  return {
    seed,
    fleet: drawFleet(random, from),
    from,
    to,
    effectiveTime: random.chance(0.7) ? 'immediate' : 'maintenance-window',
    replicaOrder: random.chance(0.8) ? 'auto' : random.pick(['replicas-first', 'with-primary'] as const),
    parallelReplicas: random.integer(1, 3),
    switches: drawRdsSwitches(random),
    rates: drawRates(random),
    faultsUntil: random.integer(0, 120) * minute,
    lives: drawLives(random),
    interference: rough && random.chance(0.6) ? random.pick(interferences) : 'nothing',
    interferenceAt: random.integer(0, 60) * minute,
    misfortune: rough && random.chance(0.4) ? random.pick(['fails', 'sticks', 'vanishes'] as const) : 'none',
    cancelAt: rough && random.chance(0.3) ? random.integer(0, 60) * minute : undefined,
    upgradeDuration: random.integer(1, 15) * minute,
    latency: random.pick([0, 50, 400]),
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

function drawRates(random: Random): FaultRates {
  if (random.chance(0.3)) return {};
  const often = (rate: number): number => (random.chance(0.5) ? rate : 0);
  return {
    throttle: often(0.1),
    'server-error': often(0.05),
    'lost-before': often(0.1),
    'lost-after': often(0.15),
    'timeout-after': often(0.05),
    'stale-read': often(0.2),
    'missing-item': often(0.1),
    html: often(0.03),
    empty: often(0.03),
    'ok-with-code': often(0.03),
    delay: often(0.05),
  };
}

function drawLives(random: Random): readonly Life[] {
  const lives: Life[] = [];
  for (let index = 0; index < random.integer(0, 4); index += 1) {
    lives.push({
      diesAt: random.chance(0.75) ? random.integer(1, 120) : 0,
      moment: random.chance(0.5) ? 'before' : 'after',
      successorAfter: random.integer(1, 90) * 20_000,
    });
  }
  return lives;
}
