import type { Counter, Histogram, Meter } from '@opentelemetry/api';

/** What is measured. */
export interface Instruments {
  /** Looks at an account and region, as often as a run takes part in one. */
  readonly looks: Counter;
  /** Mutating calls, by operation and answer. */
  readonly calls: Counter;
  /** Upgrades that ended, by result. */
  readonly upgrades: Counter;
  /** How long they took, in seconds, by result; only of those that began in this process. */
  readonly upgradeDuration: Histogram;
  readonly stepDuration: Histogram;
  /** Instances of fleets that ended or were left out, by state. */
  readonly fleetInstances: Counter;
}

/** Makes the instruments. Their names follow the general conventions: a namespace, dots, the unit apart. */
export function instrumentsOf(meter: Meter): Instruments {
  const seconds = { unit: 's' };
  return {
    looks: meter.createCounter('engine_upgrader.looks', { description: 'Looks that a run took part in' }),
    calls: meter.createCounter('engine_upgrader.calls', { description: 'Mutating calls, by answer' }),
    upgrades: meter.createCounter('engine_upgrader.upgrades', {
      description: 'Upgrades that ended, by result',
    }),
    upgradeDuration: meter.createHistogram('engine_upgrader.upgrade.duration', {
      description: 'How long an upgrade took',
      ...seconds,
    }),
    stepDuration: meter.createHistogram('engine_upgrader.step.duration', {
      description: 'How long a step took',
      ...seconds,
    }),
    fleetInstances: meter.createCounter('engine_upgrader.fleet.instances', {
      description: 'Instances of fleets that are settled, by state',
    }),
  };
}
