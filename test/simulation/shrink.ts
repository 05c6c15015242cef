import { type Edit, edited, simplifications } from './edits.ts';
import { runSeed, type SeedReport, usualSwitches } from './run-seed.ts';
import type { Sabotage } from './world.ts';

/** The smallest scenario found that still breaks the same law, and what was taken away for it. */
export interface Shrunk {
  readonly edits: readonly Edit[];
  readonly report: SeedReport;
}

/** The law that a line is about: its beginning. */
function lawOf(line: string | undefined): string {
  return (line ?? '').split(':')[0] ?? '';
}

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Takes away from what a seed drew, one thing after the other, for as long as the same law is broken. */
export async function shrink(failing: SeedReport, sabotage?: Sabotage): Promise<Shrunk> {
  const law = lawOf(failing.broken[0]);
  let shrunk: Shrunk = { edits: [], report: failing };
  let left = simplifications(failing.scenario, usualSwitches(failing.seed));
  for (let round = 0; round < 3 && left.length > 0; round += 1) {
    const kept: Edit[] = [];
    const before = shrunk.edits.length;
    for (const edit of left) {
      const edits = [...shrunk.edits, edit];
      if (isSame(edited(failing.scenario, edits), shrunk.report.scenario)) continue;
      const report = await runSeed(failing.seed, sabotage, edits);
      if (lawOf(report.broken[0]) === law) shrunk = { edits, report };
      else kept.push(edit);
    }
    left = shrunk.edits.length > before ? kept : [];
  }
  return shrunk;
}

/** The command that carries a seed out again. */
export function replayCommand(seed: number, edits: readonly Edit[] = []): string {
  return ['pnpm simulate:replay', seed, ...edits.map((edit) => `'${edit}'`)].join(' ');
}
