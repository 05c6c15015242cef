import type { Cloud, Random, SimulatedClock } from '@engine-upgrader/cloud-simulator';
import type {
  Driver,
  Policy,
  Provider,
  Store,
  UpgradeOutcome,
  UpgradePlan,
  UpgradeRequest,
} from '@engine-upgrader/core';
import type { Disturbances } from './disturbances.ts';
import type { TimedEvent } from './out-of-time.ts';
import type { Reached } from './reached.ts';
import type { RecordingStore } from './recording-store.ts';
import type { Sign, WatchLaw } from './watch.ts';

/** A fault in the product, planted to see that the simulation catches it. */
export interface Sabotage {
  readonly name: string;
  readonly driver?: <P extends Provider>(driver: Driver<P>) => Driver<P>;
  readonly store?: (store: Store) => Store;
  readonly policy?: Partial<Policy>;
}

/** What is known at the end of a simulated upgrade. */
export interface Ending<P extends Provider> {
  readonly plan: UpgradePlan<P>;
  readonly outcome: UpgradeOutcome<P>;
  /** What the run took for the longest that the cloud needs to show a change. */
  readonly settle: number;
  /** When the outcome was stored, on the cloud's clock. */
  readonly endedAt: number;
  /** What is left to a person is left since its limit ran out while calls still failed at random. */
  readonly outOfTime: boolean;
  /** Everything that plan, outcome, events and store say. */
  readonly everythingSaid: () => string;
}

/** One cloud with what a seed drew for it. */
export interface Simulated<P extends Provider> {
  readonly clock: SimulatedClock;
  readonly cloud: Cloud;
  readonly random: Random;
  readonly disturbances: Disturbances;
  readonly policy: Partial<Policy> & Pick<Policy, 'settle' | 'beginLimit'>;
  readonly request: UpgradeRequest<P>;
  /** @param ahead how far the clock of the process' machine is ahead, in milliseconds */
  driver(process: string, ahead: () => number): Driver<P>;
  /** Lets people and misfortunes loose, once the plan is made. `told` is called when somebody acts. */
  letLoose(told: () => void): void;
  /** Mends what an operator can mend, before the run is resumed. */
  mend(): void;
  /** Milliseconds after which a person says `continue`, again and again. Default: never. */
  readonly continuesEvery?: number;
  /** Laws that are checked as things happen. */
  readonly watchLaws: readonly WatchLaw<P>[];
  /** Laws that do not hold at the end, one line each. */
  brokenLaws(ending: Ending<P>): readonly string[];
}

/** What came of one simulated upgrade. */
export interface SimulatedReport {
  readonly result: UpgradeOutcome<Provider>['result'] | 'not-planned' | 'not-ended' | 'broken';
  readonly summary: string;
  readonly broken: readonly string[];
  readonly processes: number;
  /** Milliseconds of simulated time. */
  readonly lasted: number;
  /** When on the cloud's clock, and what; processes may have clocks of their own. */
  readonly events: readonly TimedEvent[];
  /** What befell which kind of step. */
  readonly reached: readonly Reached[];
}

/** Everything there is while one upgrade is simulated. */
export interface World<P extends Provider> {
  readonly simulated: Simulated<P>;
  readonly sabotage: Sabotage | undefined;
  readonly stored: RecordingStore;
  /** When it began, on the cloud's clock. */
  readonly began: number;
  readonly events: TimedEvent[];
  readonly broken: string[];
  readonly reached: Reached[];
  /** Settles as soon as a law is broken. */
  readonly violated: Promise<undefined>;
  readonly fail: (line: string) => void;
  sign: (sign?: Sign) => void;
  plan: UpgradePlan<P> | undefined;
  /** The process that has taken the lease last. */
  holder: string;
  /** What the first process kept of the run; empty before. */
  handle: string;
  /** How often the run needed an operator and was resumed. */
  resumed: number;
  over: boolean;
}
