import type { Facts } from '@engine-upgrader/core';
import type { Style } from './style.ts';

/** Named values in one line; in a table, with a limit to the length of each. */
export function factsLine(facts: Facts, longest: number = Number.POSITIVE_INFINITY): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name} ${cut(String(value), longest)}`)
    .join(', ');
}

/** What became of named values: those that changed with an arrow, first; the rest as they are, cut where long. */
export function changedFacts(before: Facts, after: Facts, style: Style): string {
  const changed: string[] = [];
  const same: string[] = [];
  for (const [name, value] of Object.entries(after)) {
    const old = before[name];
    if (old === undefined || old === value) same.push(`${name} ${cut(String(value), longestInTables)}`);
    else changed.push(`${name} ${String(old)} → ${style.bold(String(value))}`);
  }
  return [...changed, ...same].join(', ');
}

/** Longer values, such as ARNs and checkpoints, are in the JSON. */
export const longestInTables: number = 32;

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
