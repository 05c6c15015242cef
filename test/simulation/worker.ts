// A process of its own that carries out a range of seeds and prints their tally as JSON: FROM COUNT.
import { runSeed } from './run-seed.ts';
import { emptyTally, sum, tallyOf } from './tally.ts';

const [from = 1, count = 1] = process.argv.slice(2).map(Number);
let tally = emptyTally;
for (let seed = from; seed < from + count; seed += 1) tally = sum(tally, tallyOf(await runSeed(seed)));
process.stdout.write(JSON.stringify(tally));
