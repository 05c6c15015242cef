import type { ReadsInARow } from '../contract/memory.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';

/** One read that may count. */
export interface Read {
  /** What it says; a read that says something else starts a new row. */
  readonly says: string;
  readonly lookId: string;
  readonly at: Instant;
}

/**
 * Counts a read into its row. It counts when it comes from another look than the last that counted and at
 * least `gap` later. A clock that went back starts the row anew: no time can be measured across that.
 */
export function countRead(row: ReadsInARow | undefined, read: Read, gap: Milliseconds): ReadsInARow {
  const first = { says: read.says, reads: 1, lastReadAt: read.at, lookIds: [read.lookId] };
  if (!row || row.says !== read.says || read.at < row.lastReadAt) return first;
  if (row.lookIds.includes(read.lookId) || read.at - row.lastReadAt < gap) return row;
  return {
    says: row.says,
    reads: row.reads + 1,
    lastReadAt: read.at,
    lookIds: [...row.lookIds, read.lookId],
  };
}
