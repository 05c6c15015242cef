import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, ResultAsync, type Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { Milliseconds } from '../contract/time.ts';
import { storeIsClosed } from './fault.ts';
import { sqliteFault } from './sqlite-fault.ts';
import { openStateFile } from './sqlite-file.ts';
import { leaseTable } from './sqlite-leases.ts';
import { runTables } from './sqlite-runs.ts';
import type { Store } from './store.ts';

/** Options of {@link openSqliteStore}. */
export interface SqliteStoreOptions {
  /**
   * How long a call may wait for another process that is writing, in milliseconds; then it answers with the
   * cause `locked`. The wait blocks the process. Default: 2,000.
   */
  readonly busyTimeout?: Milliseconds;
}

/**
 * Opens the store in a file, and makes the file, and its folder, when there is none: readable by their owner
 * alone. Several processes on one machine can have it open at once. Not for network drives: SQLite relies on
 * file locks that those often lack.
 *
 * @param path the state file
 * @returns the store, or a {@link StoreError} with the cause `damaged` (also for a file that is something else),
 * `locked`, `newer-format`, `unwritable` or `failed`; the file is then as it was
 *
 * @example
 * ```ts
 * import { openSqliteStore } from '@engine-upgrader/core/sqlite';
 *
 * const opened = await openSqliteStore('upgrades/state.db');
 * if (opened.isErr()) console.error(opened.error.message);
 * ```
 */
export function openSqliteStore(
  path: string,
  options: SqliteStoreOptions = {},
): ResultAsync<Store, StoreError> {
  return settled(
    guarded(path, () => {
      const file = resolve(path);
      const database = openStateFile(file, options.busyTimeout ?? 2_000);
      try {
        return ok(storeIn(database, file));
      } catch (thrown) {
        database.close();
        throw thrown;
      }
    }),
  );
}

type Mode = 'DEFERRED' | 'IMMEDIATE';

function storeIn(database: DatabaseSync, path: string): Store {
  const runs = runTables(database);
  const leases = leaseTable(database);
  let closed = false;

  const transaction = <T>(mode: Mode, work: () => Result<T, StoreError>): ResultAsync<T, StoreError> =>
    settled(closed ? err(storeIsClosed) : guarded(path, () => within(database, mode, work)));
  const read = <T>(work: () => T): ResultAsync<T, StoreError> => transaction('DEFERRED', () => ok(work()));
  const write = <T>(work: () => T): ResultAsync<T, StoreError> => transaction('IMMEDIATE', () => ok(work()));

  return {
    insert: (run) => transaction('IMMEDIATE', () => runs.insert(run)),
    get: (runId) => read(() => runs.load([runId])[0]),
    findByPlan: (planId) => read(() => runs.findByPlan(planId)),
    list: () => read(() => runs.list()),
    load: (runIds) => read(() => runs.load(runIds)),
    plans: (runIds) => read(() => runs.plans(runIds)),
    wishes: (scope) => read(() => runs.wishes(scope)),
    due: (now) => read(() => runs.due(now)),
    save: (changes, lease, now) =>
      transaction('IMMEDIATE', () => {
        const fault = runs.faultIn(changes);
        if (fault) return err(fault);
        if (!leases.holds(lease, now)) return ok([]);
        return ok(changes.filter((change) => runs.save(change, lease)).map((change) => change.runId));
      }),
    acquire: (scope, owner, duration, now) => write(() => leases.acquire(scope, owner, now + duration, now)),
    renew: (lease, duration, now) => write(() => leases.renew(lease, now + duration, now)),
    release: (lease, carry) => write(() => leases.release(lease, carry)),
    wish: (runId, wish, now) => transaction('IMMEDIATE', () => runs.wish(runId, wish, now)),
    close: () => {
      if (closed) return settled(ok(undefined));
      closed = true;
      return settled(guarded(path, () => ok(database.close())));
    },
  };
}

/** Runs work in one transaction; whatever is thrown in it, or at its commit, undoes all of it. */
function within<T>(database: DatabaseSync, mode: Mode, work: () => T): T {
  database.exec(`BEGIN ${mode}`);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (thrown) {
    rollBack(database);
    throw thrown;
  }
}

/** Some faults end the transaction by themselves; the fault that led here is the one worth telling. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    return;
  }
}

function guarded<T>(path: string, work: () => Result<T, StoreError>): Result<T, StoreError> {
  try {
    return work();
  } catch (thrown) {
    return err(sqliteFault(thrown, path));
  }
}

function settled<T>(result: Result<T, StoreError>): ResultAsync<T, StoreError> {
  return new ResultAsync(Promise.resolve(result));
}
