import type { ForecastPause } from '@engine-upgrader/core';
import { durationInWords } from '../duration.ts';
import type { Style } from './style.ts';
import { columns } from './table.ts';

/** So many names of those that pause alike are shown. */
const shownNames = 3;

/** Who pauses for how long, a column for each strategy; members that pause alike share a line, the longest pause first. */
export function pauseLines(pauses: readonly ForecastPause[], style: Style): string[] {
  const strategies = [...new Set(pauses.flatMap((each) => Object.keys(each.pauses)))];
  if (strategies.length === 0) return [];
  const alike = new Map<string, ForecastPause[]>();
  for (const each of pauses) {
    const key = strategies.map((strategy) => each.pauses[strategy]).join(' ');
    alike.set(key, [...(alike.get(key) ?? []), each]);
  }
  const heads = ['pause', ...strategies.map((strategy) => strategy.replaceAll('-', ' '))];
  const groups = [...alike.values()].toSorted((a, b) => longest(b) - longest(a));
  const rows = groups.map((group) => [
    names(group),
    ...strategies.map((strategy) => inWords(group[0]?.pauses[strategy])),
  ]);
  return columns([heads.map((head) => style.dim(head.toUpperCase())), ...rows]);
}

function longest([first]: readonly ForecastPause[]): number {
  return Math.max(...Object.values(first?.pauses ?? {}));
}

function names(group: readonly ForecastPause[]): string {
  const all = group.map(({ member }) => member.slice(member.lastIndexOf('/') + 1));
  const more = all.length - shownNames;
  if (more <= 1) return all.join(', ');
  return `${all.slice(0, shownNames).join(', ')} and ${more} more`;
}

function inWords(pause: number | undefined): string {
  if (pause === undefined) return 'no way';
  return pause === 0 ? 'none' : durationInWords(pause);
}
