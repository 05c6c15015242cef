import { openSeedWorkers } from './seed-workers.ts';
import type { Tally } from './tally.ts';

/** Carries a range of seeds out on all cores. */
export async function runSeeds(from: number, count: number): Promise<Tally> {
  const workers = openSeedWorkers();
  try {
    return await workers.run(from, count);
  } finally {
    workers.close();
  }
}
