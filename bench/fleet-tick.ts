// Processor time and memory of looks at many upgrades under way at which nothing has changed: a table, and JSON.
// It needs no build: `node --conditions=source bench/fleet-tick.ts`

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MeasuredTicks, measureTicks, prepareTicks } from '../test/fleets/measure-ticks.ts';

const [handles, given] = process.argv.slice(2);
if (handles !== undefined && given !== undefined) {
  process.stdout.write(JSON.stringify(await measureTicks(Number(handles), given)));
} else {
  await measureAll();
}

/** Each in a process of its own, so that nothing but the upgrades is in its memory. */
async function measureAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-tick-'));
  const results: MeasuredTicks[] = [];
  for (const count of [1_000, 10_000]) {
    await prepareTicks(count, folder);
    const options = ['--conditions=source', '--expose-gc', import.meta.filename, String(count), folder];
    results.push(JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as MeasuredTicks);
  }
  rmSync(folder, { recursive: true });
  process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
  const columns = Object.keys(results[0] ?? {}) as (keyof MeasuredTicks)[];
  process.stdout.write(`| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|\n`);
  for (const row of results)
    process.stdout.write(`| ${columns.map((name) => Math.round(row[name] * 10) / 10).join(' | ')} |\n`);
}
