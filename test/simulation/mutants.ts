// Plants every fault in turn and looks for the first seed that catches it.
//
//   pnpm test:mutants [MOST-SEEDS]
import { runSeed } from './run-seed.ts';
import { sabotages } from './sabotage.ts';

const most = Number(process.argv[2] ?? '10000');
let escaped = 0;
for (const sabotage of sabotages) {
  let caught = 'NOT CAUGHT';
  for (let seed = 1; seed <= most; seed += 1) {
    const { broken } = await runSeed(seed, sabotage);
    if (broken.length === 0) continue;
    caught = `seed ${seed}: ${broken[0]?.slice(0, 140)}`;
    break;
  }
  if (caught === 'NOT CAUGHT') escaped += 1;
  process.stdout.write(`${sabotage.name}\n    ${caught}\n`);
}
process.stdout.write(
  `${sabotages.length - escaped} of ${sabotages.length} faults caught within ${most} seeds\n`,
);
process.exitCode = escaped === 0 ? 0 : 1;
