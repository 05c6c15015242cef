/**
 * What the official clients of ApsaraDB RDS cost to load, each in a process of its own, side by side in one run.
 *
 *   pnpm bench:wire
 */
import { execFileSync } from 'node:child_process';

const clients = {
  'nothing (an empty process)': '',
  '@alicloud/openapi-client (the default adapter)': "await import('@alicloud/openapi-client');",
  '@alicloud/openapi-core': "await import('@alicloud/openapi-core');",
  "@alicloud/rds20140815 (a caller's own client)": "await import('@alicloud/rds20140815');",
};
const runs = 7;

function measure(load) {
  const code = `
    const began = performance.now();
    ${load}
    const milliseconds = performance.now() - began;
    console.log(JSON.stringify({ milliseconds, megabytes: process.memoryUsage().rss / 1e6 }));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const measured = Object.fromEntries(Object.keys(clients).map((name) => [name, []]));
// In turns, so that a machine that slows down slows all of them down.
for (let run = 0; run < runs; run += 1) {
  for (const [name, load] of Object.entries(clients)) measured[name].push(measure(load));
}

const empty = median(measured['nothing (an empty process)'].map(({ megabytes }) => megabytes));
const rows = Object.entries(measured).map(([client, list]) => ({
  client,
  loadMilliseconds: Math.round(median(list.map(({ milliseconds }) => milliseconds))),
  addedMegabytes: Math.round(median(list.map(({ megabytes }) => megabytes)) - empty),
}));
console.table(rows);
console.log(JSON.stringify({ runs, rows }));
