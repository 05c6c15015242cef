import { fuzzedDms, fuzzedRds } from './clouds.ts';
import { openReadCases } from './read-cases.ts';
import { openRunCases } from './run-cases.ts';

// Runs cases again: node --conditions=source test/fuzz/replay.ts reads rds 17 [last seed]
const [kind, which, first = '0', last = first] = process.argv.slice(2);
const open = kind === 'runs' ? openRunCases : openReadCases;
const cases = await open(which === 'dms' ? fuzzedDms : fuzzedRds);
const say = (what: unknown): void => void process.stdout.write(`${JSON.stringify(what)}\n`);
const began = process.cpuUsage();
let failures = 0;
for (let seed = Number(first); seed <= Number(last); seed += 1) {
  const { text, broken, ...more } = await cases.run(seed);
  if (broken.length > 0) failures += 1;
  if (broken.length > 0 || first === last) say({ text, broken, ...more });
}
const { user, system } = process.cpuUsage(began);
say(`${failures} failures; ${(user + system) / 1e6} s of processor time`);
await cases.close();
