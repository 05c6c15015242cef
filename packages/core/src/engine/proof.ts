import type { ReadsInARow } from '../contract/memory.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';

/** One read that may count. */
export interface Read {
  /** What it says; a read that says something else starts a new row. */
  readonly says: string;
  readonly lookId: string;
  readonly at: Instant;
  /** Who looked: times of one observer can be compared. */
  readonly by: string;
}

/**
 * Counts a read into its row. It counts when it comes from another look than those that counted and at least
 * `gap` after the last that counted, measured by one observer: one who has not looked since then only takes note
 * of the time. A clock that went back starts the row anew: no time can be measured across that.
 */
export function countRead(row: ReadsInARow | undefined, read: Read, gap: Milliseconds): ReadsInARow {
  const { says, lookId, at, by } = read;
  const first = { says, reads: 1, lastReadAt: at, lookIds: [lookId], since: { [by]: at } };
  if (!row || row.says !== says) return first;
  const since = row.since?.[by];
  if (row.lookIds.includes(lookId)) return row;
  if (since === undefined) return { ...row, since: { ...row.since, [by]: at } };
  if (at < since) return first;
  if (at - since < gap) return row;
  // Whoever measured until now begins again: the next read has to come a gap after this one.
  return {
    says,
    reads: row.reads + 1,
    lastReadAt: at,
    lookIds: [...row.lookIds, lookId],
    since: { [by]: at },
  };
}
