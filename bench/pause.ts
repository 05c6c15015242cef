// How long each task pauses, side by side and in place: a table, and JSON. It needs no build:
// `node --conditions=source bench/pause.ts`

import { type Measured, measurePauses } from '../test/pause-of-tasks.ts';

const results: Measured[] = [];
for (const tasks of [1, 20, 200]) {
  for (const parallelTasks of tasks === 1 ? [1] : [1, 10]) {
    const options = { strategy: 'side-by-side', canary: 0, parallelTasks } as const;
    results.push(await measurePauses(tasks, 'side-by-side', options));
  }
  results.push(await measurePauses(tasks, 'in-place', { strategy: 'in-place' }));
}
process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
const columns = Object.keys(results[0] ?? {}) as (keyof Measured)[];
process.stdout.write(`| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|\n`);
for (const row of results) process.stdout.write(`| ${columns.map((name) => row[name]).join(' | ')} |\n`);
