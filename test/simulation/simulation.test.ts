import { describe, expect, it } from 'vitest';
import { unexpected } from './coverage.ts';
import { runSeed } from './run-seed.ts';
import { runSeeds } from './run-seeds.ts';
import { sabotages } from './sabotage.ts';
import { replayCommand, shrink } from './shrink.ts';
import { showRun } from './show-run.ts';
import { allSettings } from './switches.ts';
import { showTally } from './tally.ts';

const seeds = 10_000;

describe('simulated upgrades', () => {
  it(`keep every law in ${seeds} seeds`, { timeout: 600_000 }, async () => {
    const tally = await runSeeds(1, seeds);
    process.stdout.write(`${showTally(tally)}\n`);
    const [seed] = tally.brokenOnes;
    if (seed !== undefined) {
      const { report, edits } = await shrink(await runSeed(seed));
      process.stdout.write(`${showRun(report)}again: ${replayCommand(seed, edits)}\n`);
    }
    expect(tally.broken).toEqual([]);
    expect(tally.seeds).toBe(seeds);
    expect(unexpected(tally.reached, seeds)).toEqual([]);
    expect(allSettings.filter((setting) => !tally.settings[setting])).toEqual([]);
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
    it(`is caught, and made small: ${sabotage.name}`, { timeout: 120_000 }, async () => {
      for (let seed = 1; seed <= 500; seed += 1) {
        const failing = await runSeed(seed, sabotage);
        if (failing.broken.length === 0) continue;
        const { report, edits } = await shrink(failing, sabotage);
        process.stdout.write(
          `planted: ${sabotage.name}: caught by seed ${seed}: ${report.broken.join('; ')}\n`,
        );
        expect(edits.length).toBeGreaterThan(0);
        expect(report.broken).not.toEqual([]);
        return;
      }
      expect.fail(`500 seeds did not catch: ${sabotage.name}`);
    });
  }
});
