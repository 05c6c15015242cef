import type { FaultRates, Random } from '@engine-upgrader/cloud-simulator';

/** How one process ends. */
export interface Life {
  /** The await at which it dies; 0: it lives on. */
  readonly diesAt: number;
  readonly moment: 'before' | 'after';
  /** How long after its beginning the next process takes over, dead or alive. */
  readonly successorAfter: number;
}

/** What happens to any upgrade, whatever the cloud. */
export interface Disturbances {
  readonly rates: FaultRates;
  /** Milliseconds after the start at which faults stop. */
  readonly faultsUntil: number;
  readonly lives: readonly Life[];
  readonly latency: number;
  readonly cancelAt: number | undefined;
}

const minute = 60_000;

/** Draws faults, processes that die or are overtaken, and now and then a cancel. */
export function drawDisturbances(random: Random, rough: boolean): Disturbances {
  return {
    rates: drawRates(random),
    faultsUntil: random.integer(0, 120) * minute,
    lives: drawLives(random),
    latency: random.pick([0, 50, 400]),
    cancelAt: rough && random.chance(0.3) ? random.integer(0, 60) * minute : undefined,
  };
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
