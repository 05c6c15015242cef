import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { emptyTally, sum, type Tally } from './tally.ts';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));
const run = promisify(execFile);

/** Seeds that a process carries out before the next one takes its place. */
const chunk = 250;

/** Carries a range of seeds out on all cores. */
export async function runSeeds(from: number, count: number): Promise<Tally> {
  const end = from + count;
  let next = from;
  let total = emptyTally;
  const work = async (): Promise<void> => {
    while (next < end) {
      const start = next;
      const length = Math.min(chunk, end - start);
      next += length;
      const { stdout } = await run(
        process.execPath,
        ['--conditions=source', worker, String(start), String(length)],
        {
          maxBuffer: 64 * 1024 * 1024,
        },
      );
      total = sum(total, JSON.parse(stdout) as Tally);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return total;
}
