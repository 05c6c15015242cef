import type { SeedReport } from './run-seed.ts';

/** What a seed drew, all that happened in it, in order of the cloud's time, and what came of it: for people. */
export function showRun({ seed, scenario, events, journal, result, summary, broken }: SeedReport): string {
  const lines = [
    ...events.map(({ at, event: { at: _own, runId: _run, ...event } }) => ({
      at,
      text: `run    ${JSON.stringify(event)}`,
    })),
    ...journal.map(({ at, ...entry }) => ({ at, text: `cloud  ${JSON.stringify(entry)}` })),
  ].sort((one, other) => one.at - other.at);
  const start = lines[0]?.at ?? 0;
  return [
    JSON.stringify(scenario),
    ...lines.map(
      ({ at, text }) => `${((at - start) / 1_000).toFixed(1).padStart(10)} s  ${text.slice(0, 400)}`,
    ),
    `seed ${seed}: ${result}: ${summary}`,
    ...broken.map((line) => `broken: ${line}`),
    '',
  ].join('\n');
}
