import type { StoreError } from '../contract/errors.ts';
import { storeError } from './fault.ts';

/** Thrown within the SQLite store only, and turned into a {@link StoreError} at its edge. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  override readonly cause: StoreError['cause'];

  constructor(cause: StoreError['cause'], message: string) {
    super(message);
    this.cause = cause;
  }
}

/** Primary result codes of SQLite: sqlite.org/rescode.html. */
const causeOfSqliteCode: Readonly<Record<number, StoreError['cause']>> = {
  1: 'damaged', // ERROR: the statements are fixed, so the tables must be others
  3: 'unwritable', // PERM
  5: 'locked', // BUSY
  6: 'locked', // LOCKED
  8: 'unwritable', // READONLY
  10: 'unwritable', // IOERR
  11: 'damaged', // CORRUPT
  13: 'unwritable', // FULL
  14: 'unwritable', // CANTOPEN
  26: 'damaged', // NOTADB
};

/** Extended code IOERR_SHORT_READ: the file ends before its content does. */
const shortRead = 522;

const unwritableFileCodes: ReadonlySet<string> = new Set([
  'EACCES',
  'EDQUOT',
  'EEXIST',
  'EFBIG',
  'EIO',
  'EISDIR',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

const whatItMeans: Readonly<Record<StoreError['cause'], string>> = {
  damaged: 'is damaged or is no state file; the file is as it was. Restore a copy, or give another path',
  locked: 'is held by another process; the file is as it was. Try again when that process is done',
  'newer-format': 'was written by a newer release; the file is as it was. Use that release',
  unwritable:
    'cannot be written; the file is as it was. Check its permissions and the free space of its disk',
  failed: 'could not be used; the file is as it was',
  'no-such-run': 'has no such run',
};

/** Turns whatever was thrown into one clear line about the state file. */
export function sqliteFault(thrown: unknown, path: string): StoreError {
  const cause = causeOf(thrown);
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return storeError(cause, `state file ${path} ${whatItMeans[cause]} (${detail})`);
}

function causeOf(thrown: unknown): StoreError['cause'] {
  if (thrown instanceof StoreFault) return thrown.cause;
  if (!(thrown instanceof Error)) return 'failed';
  if ('errcode' in thrown && typeof thrown.errcode === 'number') {
    return thrown.errcode === shortRead ? 'damaged' : (causeOfSqliteCode[thrown.errcode & 0xff] ?? 'failed');
  }
  if ('code' in thrown && typeof thrown.code === 'string') {
    // Node refuses integers that no number can hold: this store never wrote one.
    if (thrown.code === 'ERR_OUT_OF_RANGE') return 'damaged';
    if (unwritableFileCodes.has(thrown.code)) return 'unwritable';
  }
  return 'failed';
}
