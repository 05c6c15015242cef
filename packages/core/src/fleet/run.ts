import type { UpgradeError } from '../contract/errors.ts';
import type { Instant } from '../contract/time.ts';
import type { FleetOutline } from './plan.ts';

/**
 * Where an instance of a fleet stands. `preparing`: the hook before it is under way; `finishing`: the one after it.
 * `vetoed`: a hook said no before anything began. `not-begun`: the fleet run stopped first.
 */
export type InstanceState =
  | 'waiting'
  | 'preparing'
  | 'running'
  | 'finishing'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'needs-operator'
  | 'vetoed'
  | 'not-begun';

/** A hook that was called and has not answered. */
export interface HookUnderWay {
  /** Which process waits for its answer. */
  readonly by: string;
  /** After that nobody waits any more: it is called again. */
  readonly until: Instant;
}

/** One instance of a fleet run. */
export interface FleetInstanceRun {
  readonly state: InstanceState;
  readonly runId?: string;
  readonly beganAt?: Instant;
  readonly endedAt?: Instant;
  readonly hook?: HookUnderWay;
  /** How its run ended, while the hook after it is under way. */
  readonly result?: 'succeeded' | 'failed' | 'cancelled';
  /** What it waits for, or why it ended as it did: one line. */
  readonly reason?: string;
  readonly error?: UpgradeError;
  /** What a person has to do. */
  readonly todo?: readonly string[];
  /** Plans made anew because the approved one was stale at its turn. */
  readonly replanned?: number;
}

/** Where a wave stands. */
export interface WaveRun {
  readonly state: 'waiting' | 'preparing' | 'running' | 'finishing' | 'baking' | 'over';
  readonly beganAt?: Instant;
  readonly endedAt?: Instant;
  readonly hook?: HookUnderWay;
}

/** Why nothing new begins. */
export interface Hold {
  /** `paused`: until a person resumes it. `draining`: what is under way ends, then the run stops. `cancelling`: the same, and what is under way is asked to stop. */
  readonly hold: 'paused' | 'draining' | 'cancelling';
  readonly since: Instant;
  readonly reason: string;
}

/** A started fleet plan, apart from its instances. */
export interface FleetRun {
  readonly id: string;
  readonly plan: FleetOutline;
  readonly createdAt: Instant;
  readonly accepted: readonly string[] | 'all';
  /** `stopped`: something is left that `resume` would go on with. */
  readonly state: 'running' | 'stopped' | 'ended';
  readonly waves: readonly WaveRun[];
  readonly hold?: Hold;
  /** Failures before a person said to go on: they no longer count. */
  readonly forgiven: number;
  readonly endedAt?: Instant;
  /** When the next thing can happen. */
  readonly nextLookAt: Instant;
}

/** A fleet run with all its instances: everything that is decided is decided from this and the time. */
export interface FleetState {
  readonly run: FleetRun;
  readonly instances: ReadonlyMap<string, FleetInstanceRun>;
}

/** Nothing is under way for it, and nothing will be by itself. */
export function isSettled(state: InstanceState): boolean {
  return state !== 'waiting' && !isUnderWay(state);
}

/** Something is under way for it. */
export function isUnderWay(state: InstanceState): boolean {
  return state === 'preparing' || state === 'running' || state === 'finishing';
}

/** It counts against the limit of errors. */
export function isError(state: InstanceState): boolean {
  return state === 'failed' || state === 'needs-operator';
}
