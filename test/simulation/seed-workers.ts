import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { emptyTally, sum, type Tally } from './tally.ts';

/** Seeds in a row. */
export interface SeedRange {
  readonly from: number;
  readonly count: number;
}

/** Processes that carry out seeds, one for each core. They stay, since code that has run for a while runs faster. */
export interface SeedWorkers {
  /** Carries a range of seeds out on all cores. */
  run(from: number, count: number): Promise<Tally>;
  close(): void;
}

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Seeds that a process takes at a time: few, so that all end at about the same time. */
const chunk = 25;

/** A seed leaves much that is soon forgotten, stacks of errors that nobody reads among it; a process has its core to itself. */
const flags = [
  '--conditions=source',
  '--stack-trace-limit=0',
  '--max-semi-space-size=64',
  '--single-threaded-gc',
];

/** Starts the processes. */
export function openSeedWorkers(): SeedWorkers {
  const workers = Array.from({ length: availableParallelism() }, () =>
    fork(worker, { execPath: process.execPath, execArgv: flags, serialization: 'json' }),
  );
  return {
    run: async (from, count) => {
      const ranges = rangesOf(from, count);
      const tallies = await Promise.all(workers.map((one) => work(one, ranges)));
      return tallies.reduce(sum, emptyTally);
    },
    close: () => {
      for (const one of workers) one.disconnect();
    },
  };
}

function* rangesOf(from: number, count: number): Generator<SeedRange, void> {
  const end = from + count;
  for (let next = from; next < end; next += chunk) yield { from: next, count: Math.min(chunk, end - next) };
}

/** Takes one range after the other from those that are left, until none is. */
async function work(one: ChildProcess, ranges: Iterator<SeedRange, void>): Promise<Tally> {
  let total = emptyTally;
  for (let next = ranges.next(); !next.done; next = ranges.next()) {
    total = sum(total, await carriedOut(one, next.value));
  }
  return total;
}

async function carriedOut(one: ChildProcess, range: SeedRange): Promise<Tally> {
  const over = new AbortController();
  const { signal } = over;
  const died = once(one, 'exit', { signal }).then(([code]) => {
    throw new Error(`seeds ${range.from} and on: their process ended with ${String(code)}`);
  });
  try {
    one.send(range);
    const [tally] = (await Promise.race([once(one, 'message', { signal }), died])) as [Tally];
    return tally;
  } finally {
    over.abort();
    died.catch(() => undefined);
  }
}
