// Plants every fault in turn and looks for the first seed that catches it; on all cores.
//
//   pnpm test:mutants [MOST-SEEDS] [--only NUMBER]
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { runSeed } from './run-seed.ts';
import { sabotages } from './sabotage.ts';
import type { Sabotage } from './world.ts';

const escape = 'NOT CAUGHT';
const run = promisify(execFile);
const { values, positionals } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});
const most = Number(positionals[0] ?? '10000');

/** The first seed that catches a fault, and by which law. */
async function catching(sabotage: Sabotage): Promise<string> {
  for (let seed = 1; seed <= most; seed += 1) {
    const { broken } = await runSeed(seed, sabotage);
    if (broken.length > 0) return `seed ${seed}: ${broken[0]?.slice(0, 140)}`;
  }
  return escape;
}

/** Each fault in a process of its own, as many at a time as there are cores. */
async function plantAll(): Promise<void> {
  let next = 0;
  let escaped = 0;
  const work = async (): Promise<void> => {
    for (let index = next; index < sabotages.length; index = next) {
      next += 1;
      const { stdout } = await run(process.execPath, [
        '--conditions=source',
        fileURLToPath(import.meta.url),
        String(most),
        '--only',
        String(index),
      ]);
      if (stdout.includes(escape)) escaped += 1;
      process.stdout.write(stdout);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  process.stdout.write(
    `${sabotages.length - escaped} of ${sabotages.length} faults caught within ${most} seeds\n`,
  );
  process.exitCode = escaped === 0 ? 0 : 1;
}

const only = values.only === undefined ? undefined : sabotages[Number(values.only)];
if (only) process.stdout.write(`${only.name}\n    ${await catching(only)}\n`);
else await plantAll();
