import type { StepMemory } from '../contract/memory.ts';
import type { Provider } from '../contract/provider.ts';
import type { Run } from '../contract/run.ts';
import type { RunState } from './run/state.ts';

/** What only says that somebody looked: losing it costs a look, never a fact. */
const ofLooks: ReadonlySet<string> = new Set(['lastLookAt', 'lastLookBy', 'watch', 'nextLookAt', 'plan']);

/** Whether nothing is different but when somebody looked: that need not be stored at every look. */
export function isQuiet<P extends Provider>(before: RunState<P>, after: RunState<P>): boolean {
  if (!sameButLooks<Run<P>>(before.run, after.run)) return false;
  for (const stepId of Object.keys(after.memories)) {
    const one = before.memories[stepId];
    const other = after.memories[stepId];
    if (one === other) continue;
    if (!one || !other || !sameButLooks<StepMemory<P>>(one, other)) return false;
  }
  return true;
}

function sameButLooks<T extends object>(one: T, other: T): boolean {
  if (one === other) return true;
  for (const key in one) if (!ofLooks.has(key) && one[key] !== other[key]) return false;
  for (const key in other) if (!ofLooks.has(key) && !(key in one)) return false;
  return true;
}
