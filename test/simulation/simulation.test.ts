import { describe, expect, it } from 'vitest';
import { runSeed, type SeedReport } from './run-seed.ts';
import { runSeeds } from './run-seeds.ts';
import { sabotages } from './sabotage.ts';
import { showTally } from './tally.ts';

const seeds = 2_000;

/** Which seed it was, and what to give `pnpm simulate:replay` to see it again. */
const shown = (report: SeedReport): string =>
  `seed ${report.seed} (${report.result}): ${report.broken.join('; ')}`;

/** What every run of so many seeds has met: mutating calls of each kind, disturbed in each way that matters. */
const kinds = ['upgrade-member', 'follow-primary', 'stop-task', 'upgrade-instance', 'restore-task'];
const mustReach = [
  ...['lost-before', 'lost-after', 'throttle', 'no fault'].flatMap((fault) =>
    kinds.map((kind) => `${fault} × ${kind}`),
  ),
  ...['save', 'send', 'look', 'acquire', 'release', 'load'].flatMap((at) => [
    `died before ${at}`,
    `died after ${at}`,
  ]),
  'overtaken alive',
];

describe('simulated upgrades', () => {
  it(`keep every law in ${seeds} seeds`, { timeout: 600_000 }, async () => {
    const tally = await runSeeds(1, seeds);
    process.stdout.write(`${showTally(tally)}\n`);
    expect(tally.broken).toEqual([]);
    expect(tally.seeds).toBe(seeds);
    expect(mustReach.filter((what) => !tally.reached[what])).toEqual([]);
  });

  it('replay exactly from their seed', async () => {
    const [first, second] = [await runSeed(7), await runSeed(7)];
    expect(second.events).toEqual(first.events);
    expect(second.journal).toEqual(first.journal);
  });
});

describe('a planted fault', () => {
  // `pnpm test:mutants` plants all of them.
  for (const sabotage of sabotages.slice(0, 2)) {
    it(`is caught: ${sabotage.name}`, async () => {
      for (let seed = 1; seed <= 500; seed += 1) {
        const report = await runSeed(seed, sabotage);
        if (report.broken.length === 0) continue;
        process.stdout.write(`planted: ${sabotage.name}: caught by ${shown(report)}\n`);
        return;
      }
      expect.fail(`500 seeds did not catch: ${sabotage.name}`);
    });
  }
});
