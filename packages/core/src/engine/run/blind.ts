import type { UpgradeError } from '../../contract/errors.ts';
import { isOver, type StepMemory } from '../../contract/memory.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant } from '../../contract/time.ts';
import { longestInterval, movingInterval, type Policy } from '../policy.ts';
import { outcomeOf } from './outcome.ts';
import { type RunState, reportStepId } from './state.ts';

/** A look that saw nothing at all: the run waits, and asks an operator when that goes on for too long. */
export function afterBlindLook<P extends Provider>(
  state: RunState<P>,
  error: UpgradeError,
  now: Instant,
  policy: Policy,
  observer: string,
): RunState<P> {
  const { blind } = state.run;
  // As with a step's limit: the clocks of two processes that take turns may differ.
  const most = blind?.lastTryBy === observer ? longestInterval(policy) : movingInterval(policy);
  const passed = Math.min(Math.max(0, now - (blind?.lastTryAt ?? now)), most);
  const watched = (blind?.watched ?? 0) + passed;
  const run = {
    ...state.run,
    blind: { watched, lastTryAt: now, lastTryBy: observer, error },
    nextLookAt: now + movingInterval(policy),
  };
  if (watched < policy.blindLimit) return { ...state, run };
  const reason = `no look has succeeded for ${Math.round(watched / 60_000)} minutes: ${error.message}`;
  const given = Object.entries(state.memories).map(([id, memory]): [string, StepMemory<P>] => [
    id,
    isOver(memory.state)
      ? memory
      : memory.state === 'pending' && id !== reportStepId
        ? { ...memory, state: 'dropped', reason, endedAt: now }
        : {
            ...memory,
            state: 'operator',
            reason,
            remedy: 'make the cloud reachable, then resume',
            endedAt: now,
          },
  ]);
  const blinded = { run, memories: Object.fromEntries(given) };
  const outcome = outcomeOf(blinded, now);
  return outcome ? { ...blinded, run: { ...run, state: 'needs-operator', outcome } } : blinded;
}
