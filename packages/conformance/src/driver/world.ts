import type { Clock, Driver, Policy, Provider, Randomness, UpgradeRequest } from '@engine-upgrader/core';

/** What the next mutating call meets. `lost-before` never arrives; `lost-after` takes effect, and its answer is lost. */
export type Disturbance = 'throttled' | 'busy' | 'lost-before' | 'lost-after';

/** A call that took effect, by the cloud's own record. */
export interface Mutation {
  /** The member that it changed. */
  readonly member: string;
  /** What it did to it: two mutations of a member with the same effect are one too many. */
  readonly effect: string;
}

/** A driver with a cloud behind it, both on simulated time; made anew for every case. */
export interface ConformanceWorld<P extends Provider> {
  readonly driver: Driver<P>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Carries work out while simulated time passes. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** An upgrade of an instance with at least one more member, all of it in order, warnings aside. */
  readonly request: UpgradeRequest<P>;
  /** The true version of a member, past every delay of the cloud's listings. */
  versionOf(member: string): string | undefined;
  /** Calls that took effect so far. */
  mutations(): readonly Mutation[];
  /** Disturbs the next mutating call; called again, the one after it too. */
  disturb(disturbance: Disturbance): void;
  /** Somebody else changes the instance, so that a plan made before is stale. */
  interfere(): void;
  /** A reference of the right form that the cloud does not know. */
  readonly unknownReference: string;
  /** A version below the instance's; absent where the provider has none. */
  readonly lowerVersion?: string;
  /** A version that nobody offers. */
  readonly unofferedVersion: string;
  /** Marks that are in the cloud's answers or in the login and must never come out. */
  readonly secrets: readonly string[];
}

/** What a suite is run on. */
export interface ConformanceSubject<P extends Provider> {
  readonly name: string;
  open(): ConformanceWorld<P>;
  /** Where the default policy does not fit the cloud's times. */
  readonly policy?: Partial<Policy>;
}
