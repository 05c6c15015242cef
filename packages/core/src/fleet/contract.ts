import type { ResultAsync } from 'neverthrow';
import type { UpgradeError } from '../contract/errors.ts';
import type { EventSink } from '../contract/event.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import type { Milliseconds } from '../contract/time.ts';
import type { StartOptions } from '../contract/upgrader.ts';
import type { Policy } from '../engine/policy.ts';
import type { RunSummary, Store } from '../store/store.ts';
import type { FleetEventSink } from './events.ts';
import type { Hooks } from './hooks.ts';
import type { PlannedSoFar } from './plan-instances.ts';
import type { FleetPlan } from './plan.ts';
import type { FleetProgress } from './progress.ts';
import type { FleetRequest } from './request.ts';
import type { FleetSource } from './source.ts';

/** What a fleet is made of. Time, chance, storage and the clouds all come in from outside. */
export interface FleetOptions {
  /** One for each login; at least one. */
  readonly sources: readonly FleetSource[];
  /** The store of the runs, and of the fleet runs too. */
  readonly store: Store;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: the machine's. */
  readonly randomness?: Randomness;
  /** Default: `defaultPolicy`, field by field. */
  readonly policy?: Partial<Policy>;
  readonly hooks?: Hooks;
  /** What happens to fleet runs. */
  readonly events?: FleetEventSink;
  /** What happens to the run of each instance. */
  readonly upgradeEvents?: EventSink;
}

/** How a fleet plan is made. */
export interface FleetPlanOptions {
  /** Told how many instances are planned, of how many that were selected. What it throws is ignored. */
  readonly onPlanned?: (planned: PlannedSoFar) => void;
}

/** How long to wait. */
export interface FleetWaitOptions {
  /** Default: until it ends. */
  readonly timeout?: Milliseconds;
  /** Stops waiting between two looks; the fleet run is unharmed. */
  readonly signal?: AbortSignal;
  /** Called after every advance. What it throws is ignored. Default: nothing, which is cheaper. */
  readonly onProgress?: (progress: FleetProgress) => void;
}

/** A started fleet plan. Not a promise: nothing happens between two calls. */
export interface FleetTask {
  readonly id: string;
  /** Where it stands, as of the last call; reads nothing. */
  readonly progress: FleetProgress;
  /** Looks once at each scope that is due, decides, stores, acts. */
  advance(): ResultAsync<void, UpgradeError>;
  /** Advances until the fleet run ends or stops. Errors: `still-running` after the time-out or the signal. */
  wait(options?: FleetWaitOptions): ResultAsync<FleetProgress, UpgradeError>;
  /** Begins nothing new until it is resumed; what is under way goes on. */
  pause(): ResultAsync<void, UpgradeError>;
  /** Ends a pause; goes on with what a stop has left, also with what needed an operator. */
  resume(): ResultAsync<void, UpgradeError>;
  /** Lets what is under way end, and stops then. */
  drain(): ResultAsync<void, UpgradeError>;
  /** Asks what is under way to stop at its next safe point and to restore, and stops then. */
  cancel(): ResultAsync<void, UpgradeError>;
}

/** Upgrades of many instances, over many accounts, regions and clouds. Nothing in it throws or rejects. */
export interface Fleet {
  /** Makes a fleet plan. Reads only. */
  plan(request: FleetRequest, options?: FleetPlanOptions): ResultAsync<FleetPlan, UpgradeError>;
  /** Starts a fleet plan: stores its run. A plan starts one fleet run, ever: starting it again returns that one. */
  start(plan: FleetPlan, options?: StartOptions): ResultAsync<FleetTask, UpgradeError>;
  /** Opens a stored fleet run. */
  open(fleetRunId: string): ResultAsync<FleetTask, UpgradeError>;
  /** All stored fleet runs, newest first. */
  list(): ResultAsync<readonly RunSummary[], UpgradeError>;
}
