import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Milliseconds } from '../contract/time.ts';
import { StoreFault } from './sqlite-fault.ts';
import { type SqliteModule, loadSqlite } from './sqlite-module.ts';
import { applicationId, schema, storeFormatVersion } from './sqlite-schema.ts';

/**
 * Opens the state file, and makes it first if there is none. Throws what {@link sqliteFault} understands.
 *
 * Nothing here opens the file but SQLite: closing a descriptor of one's own would drop the locks that another
 * connection of this process holds (POSIX advisory locks; sqlite.org/howtocorrupt.html, 2.2).
 */
export function openStateFile(path: string, busyTimeout: Milliseconds): DatabaseSync {
  const sqlite = loadSqlite();
  if (!statSync(path, { throwIfNoEntry: false })) createStateFile(sqlite, path);
  const database = connect(sqlite, path, busyTimeout);
  try {
    check(database, path);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/**
 * Makes the file elsewhere and links it to its place when it is complete: an empty file at that place is then
 * always damage, never a beginning, and of two processes that start at once one finds the other's file.
 */
function createStateFile(sqlite: SqliteModule, path: string): void {
  makeFolder(dirname(path));
  const folder = mkdtempSync(`${path}.new-`);
  try {
    const draft = join(folder, 'state');
    const database = connect(sqlite, draft, 0);
    try {
      database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT`);
    } finally {
      database.close();
    }
    chmodSync(draft, 0o600);
    linkSync(draft, path);
  } catch (thrown) {
    if (!statSync(path, { throwIfNoEntry: false })) throw thrown;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Not Node's `recursive`: where a file system makes no folders, such as /proc, that tries for ever. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (thrown) {
    if (!statSync(folder, { throwIfNoEntry: false })) throw thrown;
  }
}

/**
 * A rollback journal rather than a write-ahead log: at rest the state is one file that can be copied, it needs no
 * shared memory (so it also reads from a read-only disk), and the file's length then always follows from its
 * header, so that one cut short is recognised; with a log, pages may lawfully be missing from the file. A tick
 * writes seldom, so a log's speed would gain nothing. A kill leaves a journal that the next opening rolls back.
 *
 * synchronous=EXTRA is FULL and makes the journal's removal durable too: an intent that was reported stored is
 * not rolled back by a power cut right after its call.
 */
function connect({ DatabaseSync }: SqliteModule, path: string, busyTimeout: Milliseconds): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(`
      PRAGMA busy_timeout = ${Math.max(0, Math.trunc(busyTimeout))};
      PRAGMA synchronous = EXTRA;
      PRAGMA cell_size_check = ON;
      PRAGMA trusted_schema = OFF;
    `);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Refuses what is no store, was cut short, or comes from a newer release. Changes nothing in the file. */
function check(database: DatabaseSync, path: string): void {
  if (statSync(path).size === 0) throw new StoreFault('damaged', 'it is empty');
  // One transaction: a journal left by a killed process is rolled back first, and nobody writes meanwhile.
  database.exec('BEGIN');
  const pragma = (name: string): unknown => database.prepare(`PRAGMA ${name}`).get()?.[name];
  const id = pragma('application_id');
  const format = Number(pragma('user_version'));
  const length = Number(pragma('page_count')) * Number(pragma('page_size'));
  const { size, mode } = statSync(path);
  database.exec('COMMIT');
  if (id !== applicationId) throw new StoreFault('damaged', 'it belongs to another program');
  if (format > storeFormatVersion) {
    throw new StoreFault('newer-format', `format ${format}; this release reads ${storeFormatVersion}`);
  }
  if (size < length) throw new StoreFault('damaged', `${size} of ${length} bytes are left`);
  if ((mode & 0o077) !== 0) narrow(path, mode & 0o700);
}

/** A file on a read-only disk, or of somebody else, can still be read as it is. */
function narrow(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch {
    return;
  }
}
