import { table, unexpected } from './coverage.ts';
import type { SeedReport } from './run-seed.ts';
import { replayCommand } from './shrink.ts';

/** What many seeds came to. Plain data: tallies of several processes are added up. */
export interface Tally {
  readonly seeds: number;
  readonly results: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly processes: number;
  /** Milliseconds of simulated time that the longest run took. */
  readonly longest: number;
  /** How often each fault hit each kind of step. */
  readonly reached: Readonly<Record<string, number>>;
  /** How often each setting was drawn of what the documentation leaves open. */
  readonly settings: Readonly<Record<string, number>>;
  readonly brokenSeeds: number;
  /** The first few seeds that broke a law, and how. */
  readonly brokenOnes: readonly number[];
  readonly broken: readonly string[];
}

/** The tally of no seeds. */
export const emptyTally: Tally = {
  seeds: 0,
  results: {},
  calls: 0,
  processes: 0,
  longest: 0,
  reached: {},
  settings: {},
  brokenSeeds: 0,
  brokenOnes: [],
  broken: [],
};

/** The tally of one seed. */
export function tallyOf(report: SeedReport): Tally {
  const broken = report.broken.length > 0;
  return {
    seeds: 1,
    results: { [`${report.provider} ${report.result}`]: 1 },
    calls: report.calls,
    processes: report.processes,
    longest: report.lasted,
    reached: counted(report.reached),
    settings: counted(report.settings),
    brokenSeeds: broken ? 1 : 0,
    brokenOnes: broken ? [report.seed] : [],
    broken: broken ? [`${report.broken.join('; ')} (${replayCommand(report.seed)} --shrink)`] : [],
  };
}

/** Two tallies as one. */
export function sum(one: Tally, other: Tally): Tally {
  return {
    seeds: one.seeds + other.seeds,
    results: sumCounts(one.results, other.results),
    calls: one.calls + other.calls,
    processes: one.processes + other.processes,
    longest: Math.max(one.longest, other.longest),
    reached: sumCounts(one.reached, other.reached),
    settings: sumCounts(one.settings, other.settings),
    brokenSeeds: one.brokenSeeds + other.brokenSeeds,
    brokenOnes: [...one.brokenOnes, ...other.brokenOnes].slice(0, 20),
    broken: [...one.broken, ...other.broken].slice(0, 20),
  };
}

type Counts = Readonly<Record<string, number>>;

function counted(names: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function sumCounts(one: Counts, other: Counts): Counts {
  const total: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) total[name] = (total[name] ?? 0) + count;
  return total;
}

function list(counts: Counts): string[] {
  return Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `  ${String(count).padStart(9)}  ${name}`);
}

/** A tally for people. */
export function showTally(tally: Tally): string {
  return [
    `${tally.seeds} seeds, ${tally.calls} cloud calls, ${tally.processes} processes; ${tally.brokenSeeds} broke a law`,
    'how they ended',
    ...list(tally.results),
    `the longest took ${(tally.longest / 86_400_000).toFixed(1)} days of simulated time`,
    'what befell each kind of step, and how often',
    ...table(tally.reached),
    ...unexpected(tally.reached, tally.seeds),
    'settings of what the documentation leaves open',
    ...list(tally.settings),
    ...(tally.broken.length > 0 ? ['what broke', ...tally.broken] : []),
  ].join('\n');
}
