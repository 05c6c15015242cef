// Carries one seed out again and prints what happened, in order: the run's events and the cloud's own record.
// With edits, what they make of the seed; with --shrink, the smallest scenario that breaks the same law.
//
//   pnpm simulate:replay SEED [--shrink] [EDIT …]
import { parseArgs } from 'node:util';
import { runSeed } from './run-seed.ts';
import { replayCommand, shrink } from './shrink.ts';
import { showRun } from './show-run.ts';

const { values, positionals } = parseArgs({
  // An edit may begin with a sign of its own.
  args: process.argv.slice(2).map((text) => (/^-[a-z]+\./.test(text) ? `@${text}` : text)),
  options: { shrink: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [seed = '1', ...edits] = positionals.map((text) => text.replace(/^@/, ''));
const report = await runSeed(Number(seed), undefined, edits);
if (values.shrink && report.broken.length > 0) {
  const shrunk = await shrink(report);
  process.stdout.write(`${showRun(shrunk.report)}${replayCommand(report.seed, shrunk.edits)}\n`);
} else {
  process.stdout.write(showRun(report));
}
