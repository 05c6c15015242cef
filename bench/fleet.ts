// A fleet run against a poll loop an instance, and looks at many upgrades at which nothing has changed: tables, and
// JSON. It needs no build: `node --conditions=source bench/fleet.ts`

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MeasuredFleet, measureFleet, measurePollers } from '../test/fleets/measure-fleet.ts';
import { type MeasuredTicks, measureTicks, prepareTicks } from '../test/fleets/measure-ticks.ts';

interface Figure {
  readonly figure: string;
  readonly measured: number;
  readonly 'at most': number;
}

/** As in a container of 256 MB: without a limit Node keeps what it has collected for later. */
const heapLimits = ['--max-old-space-size=128', '--max-semi-space-size=8'];

const [handles, given] = process.argv.slice(2);
if (handles !== undefined && given !== undefined) {
  process.stdout.write(JSON.stringify(await measureTicks(Number(handles), given)));
} else {
  await measureAll();
}

async function measureAll(): Promise<void> {
  const size = { rds: 1_000, dms: 30 };
  const all = await measureFleet({ ...size, maxConcurrency: '100%' });
  const some = await measureFleet({ ...size, maxConcurrency: '10%' });
  const interval = Math.max(1, 2 * all.medianDelay) * 1_000;
  const loops = await measurePollers({ ...size, maxConcurrency: '100%' }, interval);
  const runs: MeasuredFleet[] = [all, some, loops];
  const ticks = await measureInProcesses();
  const [few, many] = ticks;
  if (!few || !many) return;
  const figures: Figure[] = [
    { figure: 'reads, % of those of the loops', measured: (100 * all.reads) / loops.reads, 'at most': 2 },
    { figure: 'throttled answers', measured: all.throttled + some.throttled, 'at most': 0 },
    { figure: 'makespan over the lower bound', measured: all.makespan / all.lowerBound, 'at most': 1.05 },
    { figure: 'ms of a look at 10,000 handles', measured: many.processorTime, 'at most': 100 },
    { figure: 'MB resident with 10,000 handles', measured: many.resident, 'at most': 250 },
    {
      figure: 'growth from 1,000 to 10,000 handles',
      measured: many.processorTime / few.processorTime,
      'at most': 11,
    },
    { figure: 's of planning 1,000 instances', measured: all.planning, 'at most': 2 },
  ];
  const judged = figures.map((row) => ({ ...row, met: row.measured <= row['at most'] ? 'yes' : 'no' }));
  // The bound knows no proofs and no request limit: with both in it, this is what is left to be gained.
  const makespans = [all, some].map(({ how, makespan, lowerBound, least }) => ({
    how,
    'over the lower bound': makespan / lowerBound,
    'over the least with proofs and the request limit': makespan / least,
  }));
  for (const table of [runs, ticks, makespans, judged]) print(table);
  process.stdout.write(`${JSON.stringify({ runs, ticks, makespans, figures: judged })}\n`);
}

/** Each in a process of its own, so that nothing but the upgrades is in its memory. */
async function measureInProcesses(): Promise<MeasuredTicks[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-tick-'));
  const results: MeasuredTicks[] = [];
  for (const count of [1_000, 10_000]) {
    await prepareTicks(count, folder);
    const options = [...heapLimits, '--conditions=source', import.meta.filename, String(count), folder];
    results.push(JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as MeasuredTicks);
  }
  rmSync(folder, { recursive: true });
  return results;
}

function print(rows: readonly object[]): void {
  const rounded = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'number' ? Math.round(value * 100) / 100 : String(value),
      ]),
    ),
  );
  console.table(rounded);
}
