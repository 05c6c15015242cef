import type { SQLOutputValue } from 'node:sqlite';
import { StoreFault } from './sqlite-fault.ts';
import type { Row, RunSummary, Wish } from './store.ts';

/** A row as SQLite gives it. A damaged file can hold values of another type than the table says. */
export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

/** Reads a text column. */
export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new StoreFault('damaged', `column ${column} is no text`);
  return value;
}

/** Reads a number column. */
export function numberOf(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new StoreFault('damaged', `column ${column} is no number`);
  return value;
}

function wordOf<Word extends string>(row: SqlRow, column: string, words: readonly Word[]): Word {
  const text = textOf(row, column);
  const word = words.find((known) => known === text);
  if (word === undefined) throw new StoreFault('damaged', `column ${column} holds an unknown word`);
  return word;
}

/** Reads a run's or a step's document. */
export function documentOf(row: SqlRow): Row {
  return { revision: numberOf(row, 'revision'), text: textOf(row, 'text') };
}

/** Reads which wish a row of `wishes` notes. */
export function wishOf(row: SqlRow): Wish {
  return wordOf(row, 'wish', ['cancel', 'reopen', 'continue', 'pause', 'drain']);
}

/** Reads a row of `runs`. */
export function summaryOf(row: SqlRow): RunSummary {
  return {
    runId: textOf(row, 'run_id'),
    planId: textOf(row, 'plan_id'),
    provider: textOf(row, 'provider'),
    reference: textOf(row, 'reference'),
    from: textOf(row, 'from_version'),
    to: textOf(row, 'to_version'),
    scope: textOf(row, 'scope'),
    state: wordOf(row, 'state', ['running', 'needs-operator', 'ended']),
    ...(row['result'] === null
      ? {}
      : { result: wordOf(row, 'result', ['succeeded', 'failed', 'cancelled', 'needs-operator']) }),
    createdAt: numberOf(row, 'created_at'),
    nextLookAt: numberOf(row, 'next_look_at'),
  };
}
