// Carries out any number of seeds on all cores; interrupted, it goes on where it was.
//
//   pnpm simulate:soak --seeds 1000000 [--from 1]
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openSeedWorkers } from './seed-workers.ts';
import { emptyTally, showTally, sum, type Tally } from './tally.ts';

/** Seeds between two saves: what an interruption costs at most. */
const round = 2_000;
const place = new URL('../../.simulation/', import.meta.url);

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } },
});
const from = Number(values.from);
const count = Number(values.seeds);
const file = new URL(`soak-${from}-${count}.json`, place);

function saved(): { next: number; tally: Tally } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { next: number; tally: Tally };
  } catch {
    return { next: from, tally: emptyTally };
  }
}

mkdirSync(place, { recursive: true });
let { next, tally } = saved();
const began = performance.now();
const first = next;
const workers = openSeedWorkers();
while (next < from + count) {
  const length = Math.min(round, from + count - next);
  tally = sum(tally, await workers.run(next, length));
  next += length;
  writeFileSync(file, JSON.stringify({ next, tally }));
  const pace = Math.round((next - first) / ((performance.now() - began) / 1_000));
  process.stderr.write(
    `${next - from} of ${count} seeds, ${pace} a second, ${tally.brokenSeeds} broke a law\n`,
  );
}
workers.close();
process.stdout.write(`${showTally(tally)}\n`);
rmSync(file, { force: true });
process.exitCode = tally.brokenSeeds === 0 ? 0 : 1;
