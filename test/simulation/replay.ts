// Carries one seed out again and prints what happened, in order: the run's events and the cloud's own record.
//
//   pnpm simulate:replay SEED
import { runSeed } from './run-seed.ts';

const seed = Number(process.argv[2] ?? '1');
const report = await runSeed(seed);
const lines = [
  ...report.events.map(({ at, runId: _run, ...event }) => ({ at, text: `run    ${JSON.stringify(event)}` })),
  ...report.journal.map(({ at, ...entry }) => ({ at, text: `cloud  ${JSON.stringify(entry)}` })),
].sort((one, other) => one.at - other.at);
const start = lines[0]?.at ?? 0;
process.stdout.write(`${JSON.stringify(report.scenario)}\n`);
for (const { at, text } of lines) {
  process.stdout.write(`${((at - start) / 1_000).toFixed(1).padStart(10)} s  ${text.slice(0, 400)}\n`);
}
process.stdout.write(`seed ${seed}: ${report.result}: ${report.summary}\n`);
for (const line of report.broken) process.stdout.write(`broken: ${line}\n`);
