// A fleet run against a poll loop an instance: a table, and JSON. It needs no build:
// `node --conditions=source bench/fleet.ts [RDS INSTANCES] [DMS INSTANCES AN ACCOUNT-REGION]`

import { type MeasuredFleet, measureFleet, measurePollers } from '../test/fleets/measure-fleet.ts';

const [rds = 1_000, dms = 30] = process.argv.slice(2).map(Number);
const all = await measureFleet({ rds, dms, maxConcurrency: '100%' });
const results: MeasuredFleet[] = [
  all,
  await measureFleet({ rds, dms, maxConcurrency: '10%' }),
  await measurePollers({ rds, dms, maxConcurrency: '100%' }, Math.max(1, 2 * all.medianDelay) * 1_000),
];
process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
const columns = Object.keys(all) as (keyof MeasuredFleet)[];
process.stdout.write(`| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|\n`);
const shown = (value: number | string): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
for (const row of results)
  process.stdout.write(`| ${columns.map((name) => shown(row[name])).join(' | ')} |\n`);
