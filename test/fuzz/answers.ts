import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FuzzedCloud } from './clouds.ts';
import { openReadCases, type ReadCases } from './read-cases.ts';
import { openRunCases, type RunCases } from './run-cases.ts';

/** Runs of each cloud in `pnpm test`. */
const runs = 60;

/** A failing case prints its seed; `node --conditions=source test/fuzz/replay.ts reads rds SEED` runs it again. */
const shown = ({
  seed,
  text,
  broken,
}: {
  seed: number;
  text: string;
  broken: readonly string[];
}): string[] => (broken.length === 0 ? [] : [`seed ${seed}: ${text}: ${broken.join('; ')}`]);

/**
 * Answers that are not as they should be, through a cloud's official client.
 *
 * @param reads cases of the reading functions; both clouds together have more than 20,000
 */
export function describeFuzzedAnswers(name: string, cloud: FuzzedCloud, reads: number): void {
  describe(`answers of ${name} that are not as they should be`, () => {
    let readCases: ReadCases;
    let runCases: RunCases;
    beforeAll(async () => {
      readCases = await openReadCases(cloud);
      runCases = await openRunCases(cloud);
    });
    afterAll(() => Promise.all([readCases.close(), runCases.close()]));

    it('are never a throw, a hot loop or a success: always an error that names field or code', async () => {
      const failures: string[] = [];
      const met = new Set<string>();
      for (let seed = 1; seed <= reads; seed += 1) {
        const read = await readCases.run(seed);
        met.add(read.met);
        failures.push(...shown(read));
      }
      expect(failures.slice(0, 5)).toEqual([]);
      expect([...readCases.possible].filter((pair) => !met.has(pair))).toEqual([]);
      expect('polluted' in {}).toBe(false);
    }, 240_000);

    it('that repeat a page, or go on for ever, end the listing with an error that names the field', async () => {
      for (const ends of await readCases.endlessPages()) {
        expect(ends).toEqual({ ...ends, kind: 'malformed-answer', field: cloud.pageField });
        expect(ends.calls).toBeLessThan(2_100);
      }
    }, 60_000);

    it('within a run never make it report what is not true, change anything twice, or go on for ever', async () => {
      const failures: string[] = [];
      const results = new Set<string>();
      for (let seed = 1; seed <= runs; seed += 1) {
        const run = await runCases.run(seed);
        results.add(run.result);
        failures.push(...shown(run));
      }
      expect(failures).toEqual([]);
      expect(results).toContain('succeeded');
      expect(results.size).toBeGreaterThan(1);
    }, 120_000);
  });
}
