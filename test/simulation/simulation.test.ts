import { describe, expect, it } from 'vitest';
import { runSeed, type SeedReport } from './run-seed.ts';
import { sabotages } from './sabotage.ts';

const seeds = 1_000;

/** How to carry one seed out again. */
const replay = (report: SeedReport): string =>
  `seed ${report.seed} (${report.result}): ${report.broken.join('; ')}`;

describe('simulated upgrades', () => {
  it(`keep every law in ${seeds} seeds`, { timeout: 300_000 }, async () => {
    const results: Record<string, number> = {};
    const broken: string[] = [];
    let calls = 0;
    let processes = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const report = await runSeed(seed);
      results[report.result] = (results[report.result] ?? 0) + 1;
      calls += report.calls;
      processes += report.processes;
      if (report.broken.length > 0) broken.push(replay(report));
    }
    const ends = Object.entries(results).map(([result, count]) => `${count} ${result}`);
    process.stdout.write(
      `simulation: ${seeds} seeds: ${ends.join(', ')}; ${calls} cloud calls, ${processes} processes; ${broken.length} broke a law\n`,
    );
    expect(broken).toEqual([]);
    expect(results['succeeded']).toBeGreaterThan(seeds / 2);
  });

  it('replay exactly from their seed', async () => {
    const [first, second] = [await runSeed(7), await runSeed(7)];
    expect(second.events).toEqual(first.events);
    expect(second.journal).toEqual(first.journal);
  });
});

describe('a planted fault', () => {
  for (const sabotage of sabotages) {
    it(`is caught: ${sabotage.name}`, async () => {
      for (let seed = 1; seed <= 500; seed += 1) {
        const report = await runSeed(seed, sabotage);
        if (report.broken.length === 0) continue;
        process.stdout.write(`planted: ${sabotage.name}: caught by ${replay(report)}\n`);
        return;
      }
      expect.fail(`500 seeds did not catch: ${sabotage.name}`);
    });
  }
});
