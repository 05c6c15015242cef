import type { Facts } from './facts.ts';

/**
 * What a precondition found.
 * - `passed`: looked at, and in order.
 * - `failed`: blocks.
 * - `warning`: blocks until it is accepted by name.
 * - `unknown`: could not be read; shown, does not block, and is never taken for passed.
 */
export interface Finding {
  /** The precondition's name, as in `--accept NAME`: `member-running`, `recent-backup`. */
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'warning' | 'unknown';
  /** Whom it is about: a member's reference. */
  readonly member: string;
  /** One line: what was found. */
  readonly message: string;
  /** The values that were seen. */
  readonly seen: Facts;
  /** What to do about it; for what only the database can tell, the SQL. */
  readonly remedy?: string;
  /** Where it is documented. */
  readonly link?: string;
}

/** The findings that stand in the way of a start, given the accepted names. */
export function blockingFindings(
  findings: readonly Finding[],
  accepted: readonly string[] | 'all',
): { failed: Finding[]; unaccepted: Finding[] } {
  return {
    failed: findings.filter((finding) => finding.status === 'failed'),
    unaccepted: findings.filter(
      (finding) => finding.status === 'warning' && accepted !== 'all' && !accepted.includes(finding.name),
    ),
  };
}
