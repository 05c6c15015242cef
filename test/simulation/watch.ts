import type { Cloud, JournalEntry } from '@engine-upgrader/cloud-simulator';
import type { Provider, RunChange, StepMemory, UpgradeEvent, UpgradePlan } from '@engine-upgrader/core';
import type { Disturbances } from './disturbances.ts';
import type { RecordingStore } from './recording-store.ts';

/** Something that happens, as it happens. Times are the cloud's. */
export type Sign =
  | { readonly sign: 'event'; readonly at: number; readonly event: UpgradeEvent }
  | {
      readonly sign: 'saved';
      readonly at: number;
      readonly change: RunChange;
      /** What was stored of a step; nothing where the change does not touch it. Read when it is asked for: most never is. */
      readonly memoryOf: (stepId: string) => StepMemory<Provider> | undefined;
    }
  | { readonly sign: 'sending'; readonly at: number; readonly by: string; readonly stepId: string }
  | { readonly sign: 'answered'; readonly at: number; readonly by: string; readonly stepId: string }
  | { readonly sign: 'recorded'; readonly at: number; readonly entry: JournalEntry };

/** What a law may know besides what happens. */
export interface Watched<P extends Provider> {
  readonly plan: UpgradePlan<P>;
  readonly cloud: Cloud;
  readonly disturbances: Disturbances;
  /** What the run takes for the longest that the cloud needs to show a change. */
  readonly settle: number;
  readonly stored: RecordingStore;
}

/** A law that is checked as things happen: what it returns is broken, now. It keeps its own memory. */
export type WatchLaw<P extends Provider> = (watched: Watched<P>) => (sign: Sign) => string | undefined;

/** Shows every law each thing that happens, the cloud's own record included, and says at once which is broken. */
export function watch<P extends Provider>(
  watched: Watched<P>,
  laws: readonly WatchLaw<P>[],
  broken: (line: string) => void,
): (sign?: Sign) => void {
  const watching = laws.map((law) => law(watched));
  const { cloud } = watched;
  let seen = cloud.journal.entries.length;
  const show = (sign: Sign): void => {
    for (const law of watching) {
      const line = law(sign);
      if (line !== undefined) broken(line);
    }
  };
  return (sign) => {
    const { entries } = cloud.journal;
    while (seen < entries.length) {
      const entry = entries[seen];
      seen += 1;
      if (entry) show({ sign: 'recorded', at: entry.at, entry });
    }
    if (sign) show(sign);
  };
}

/** A change of the run that was really stored, as a sign. */
export function savedSign(change: RunChange, at: number): Sign {
  const read = new Map<string, StepMemory<Provider>>();
  const memoryOf = (stepId: string): StepMemory<Provider> | undefined => {
    const known = read.get(stepId);
    const text = change.steps[stepId]?.text;
    if (known !== undefined || text === undefined) return known;
    const memory = JSON.parse(text) as StepMemory<Provider>;
    read.set(stepId, memory);
    return memory;
  };
  return { sign: 'saved', at, change, memoryOf };
}

/** Whether any process has a clock of its own that is set anew. */
export function clocksDiffer({ lives, last }: Disturbances): boolean {
  return [...lives, last].some(({ jumps }) => jumps.length > 0);
}

/** Whether a clock may be so wrong that a request is refused for it, or that nobody knows when a window is. */
export function clocksFarOff({ lives, last }: Disturbances): boolean {
  return [...lives, last].some(({ jumps }) => jumps.reduce((sum, { by }) => sum + Math.abs(by), 0) > 900_000);
}
