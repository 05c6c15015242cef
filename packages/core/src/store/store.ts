import type { ResultAsync } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { Json } from '../contract/facts.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';

/**
 * A document and how often it was changed. The text is JSON; a store never looks into it. `revision` grows by
 * one with every save.
 */
export interface Row {
  readonly revision: number;
  readonly text: string;
}

/** What a store may show of a run without reading its documents. */
export interface RunSummary {
  readonly runId: string;
  readonly planId: string;
  readonly provider: string;
  /** The primary's reference. */
  readonly reference: string;
  readonly from: string;
  readonly to: string;
  readonly scope: string;
  readonly state: 'running' | 'needs-operator' | 'ended';
  readonly result?: 'succeeded' | 'failed' | 'cancelled' | 'needs-operator';
  readonly createdAt: Instant;
  readonly nextLookAt: Instant;
}

/** What people ask of a run from outside; whoever holds the scope carries it out. */
export type Wish = 'cancel' | 'reopen' | 'continue' | 'pause' | 'drain';

/** A run as stored: one row for itself, one for each step, so that a step's change does not rewrite the run. */
export interface StoredRun {
  readonly summary: RunSummary;
  readonly run: Row;
  readonly steps: Readonly<Record<string, Row>>;
  /** Wishes that were not granted yet, and when they were made. */
  readonly wishes: Readonly<Partial<Record<Wish, Instant>>>;
}

/** A new run, all of it. */
export interface NewRun {
  readonly summary: RunSummary;
  /** Never changes: kept apart, so that no save rewrites it and no load reads it. */
  readonly plan: string;
  /** Further documents that never change, by name: `plans` reads each as `RUNID/NAME`. */
  readonly parts?: Readonly<Record<string, string>>;
  readonly run: string;
  readonly steps: Readonly<Record<string, string>>;
  /** References of all members: claimed for the run's life. Empty for a run that has ended. */
  readonly claims: readonly string[];
}

/** What came of an insert: a plan starts one run, ever, and one run has a member. */
export type Inserted =
  | { readonly inserted: true }
  | { readonly inserted: false; readonly existing: string }
  | {
      readonly inserted: false;
      readonly claims: readonly { readonly member: string; readonly runId: string }[];
    };

/** One run's changes: saved whole or not at all. */
export interface RunChange {
  readonly runId: string;
  /** What the change was decided from; a row that has moved on since refuses the whole change. */
  readonly run?: { readonly revision: number; readonly text: string; readonly summary: RunSummary };
  readonly steps: Readonly<Record<string, { readonly revision: number; readonly text: string }>>;
  /** Wishes that this change grants. */
  readonly granted: readonly Wish[];
  /** Gives up every claim of the run: it has ended. */
  readonly releaseClaims: boolean;
}

/** The right to look at and to change a scope, for one tick. */
export interface Lease {
  readonly scope: string;
  readonly owner: string;
  /** Grows with every lease of the scope. */
  readonly token: number;
  readonly expiresAt: Instant;
  /** What the last holder left for the next: the scope's request budget. */
  readonly carry: Json;
}

/** What came of asking for a lease. */
export type Acquired =
  | { readonly acquired: true; readonly lease: Lease }
  | { readonly acquired: false; readonly owner: string; readonly expiresAt: Instant };

/**
 * Where runs are kept. Every method is one transaction. Errors are values; a store never throws or rejects.
 * A store's own tests are in `@engine-upgrader/conformance`: `describeStore`.
 */
export interface Store {
  /** Stores a new run and claims its members, or says which run is in the way. */
  insert(run: NewRun): ResultAsync<Inserted, StoreError>;
  /** One run, ended ones too. */
  get(runId: string): ResultAsync<StoredRun | undefined, StoreError>;
  /** The run that a plan started. */
  findByPlan(planId: string): ResultAsync<string | undefined, StoreError>;
  /** All runs, newest first. */
  list(): ResultAsync<readonly RunSummary[], StoreError>;
  /** Several runs at once; unknown ids are left out. */
  load(runIds: readonly string[]): ResultAsync<readonly StoredRun[], StoreError>;
  /** The plans of runs, by run id, and parts by `RUNID/NAME`; unknown ids are left out. */
  plans(runIds: readonly string[]): ResultAsync<Readonly<Record<string, string>>, StoreError>;
  /** Wishes of a scope's runs that were not granted yet, by run id: only of runs that have one. */
  wishes(
    scope: string,
  ): ResultAsync<Readonly<Record<string, Readonly<Partial<Record<Wish, Instant>>>>>, StoreError>;
  /** Scopes that have a run which has not ended and whose next look is due, with those runs. */
  due(
    now: Instant,
  ): ResultAsync<readonly { readonly scope: string; readonly runIds: readonly string[] }[], StoreError>;
  /**
   * Saves changes under a lease. Nothing is saved when the lease has been taken by another or has expired at
   * `now`; a change whose rows have moved on is left out.
   *
   * @returns the ids of the runs really saved: act only on those
   */
  save(changes: readonly RunChange[], lease: Lease, now: Instant): ResultAsync<readonly string[], StoreError>;
  /** Takes the lease of a scope if it is free or has expired. */
  acquire(
    scope: string,
    owner: string,
    duration: Milliseconds,
    now: Instant,
  ): ResultAsync<Acquired, StoreError>;
  /** Prolongs a lease that is still held; `undefined` when it is lost. */
  renew(lease: Lease, duration: Milliseconds, now: Instant): ResultAsync<Lease | undefined, StoreError>;
  /** Gives the lease back and leaves `carry` for the next holder; without effect when it is lost. */
  release(lease: Lease, carry: Json): ResultAsync<void, StoreError>;
  /** Notes a wish; needs no lease. Noted again it counts from then: of several wishes the last is known. */
  wish(runId: string, wish: Wish, now: Instant): ResultAsync<void, StoreError>;
  close(): ResultAsync<void, StoreError>;
}
