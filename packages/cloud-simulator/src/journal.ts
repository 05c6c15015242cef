import type { CloudServiceName } from './answer.ts';

/**
 * One line of the cloud's own record.
 *
 * - `call`: a call, with its action, the parameters that identify it, and the code it was answered with
 * - `effect`: a change of state that really happened, with `from`, `to` and the client token that asked for it
 * - `person`: somebody else's interference, injected by a test
 */
export interface JournalEntry {
  /** Milliseconds since the Unix epoch, on the cloud's clock. */
  at: number;
  service: CloudServiceName;
  region: string;
  kind: 'call' | 'effect' | 'person';
  action: string;
  /** The id or ARN of the resource. */
  resource?: string;
  detail: Record<string, unknown>;
  caller?: string;
}

/** What really happened, in order: tests compare it with what an upgrader reports. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  record(entry: JournalEntry): void;
}

/** A journal that keeps every entry in memory. */
export function createJournal(): Journal {
  const entries: JournalEntry[] = [];
  return {
    entries,
    record(entry) {
      entries.push(entry);
    },
  };
}
