// A process of its own that carries out the seeds it is sent, and answers each range with its tally.
import { runSeed } from './run-seed.ts';
import type { SeedRange } from './seed-workers.ts';
import { emptyTally, sum, tallyOf } from './tally.ts';

// Nobody is left to answer where a soak was interrupted.
process.once('disconnect', () => process.exit());
process.on('message', ({ from, count }: SeedRange) => void answer(from, count));

async function answer(from: number, count: number): Promise<void> {
  let tally = emptyTally;
  for (let seed = from; seed < from + count; seed += 1) tally = sum(tally, tallyOf(await runSeed(seed)));
  process.send?.(tally);
}
