import type { SeedReport } from './run-seed.ts';

/** What many seeds came to. Plain data: tallies of several processes are added up. */
export interface Tally {
  readonly seeds: number;
  readonly results: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly processes: number;
  /** How often each fault hit each kind of step, and where processes died. */
  readonly reached: Readonly<Record<string, number>>;
  readonly brokenSeeds: number;
  /** The first few seeds that broke a law, and how. */
  readonly broken: readonly string[];
}

/** The tally of no seeds. */
export const emptyTally: Tally = {
  seeds: 0,
  results: {},
  calls: 0,
  processes: 0,
  reached: {},
  brokenSeeds: 0,
  broken: [],
};

/** The tally of one seed. */
export function tallyOf(report: SeedReport): Tally {
  const broken = report.broken.length > 0;
  const reached: Record<string, number> = {};
  for (const what of report.reached) reached[what] = (reached[what] ?? 0) + 1;
  return {
    seeds: 1,
    results: { [`${report.provider} ${report.result}`]: 1 },
    calls: report.calls,
    processes: report.processes,
    reached,
    brokenSeeds: broken ? 1 : 0,
    broken: broken ? [`seed ${report.seed} (${report.result}): ${report.broken.join('; ')}`] : [],
  };
}

/** Two tallies as one. */
export function sum(one: Tally, other: Tally): Tally {
  return {
    seeds: one.seeds + other.seeds,
    results: sumCounts(one.results, other.results),
    calls: one.calls + other.calls,
    processes: one.processes + other.processes,
    reached: sumCounts(one.reached, other.reached),
    brokenSeeds: one.brokenSeeds + other.brokenSeeds,
    broken: [...one.broken, ...other.broken].slice(0, 20),
  };
}

type Counts = Readonly<Record<string, number>>;

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
    'what was reached',
    ...list(tally.reached),
    ...(tally.broken.length > 0 ? ['what broke', ...tally.broken] : []),
  ].join('\n');
}
