import type { UpgradeError } from '../../contract/errors.ts';
import { isOver, type StepMemory } from '../../contract/memory.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant } from '../../contract/time.ts';
import { movingInterval, type Policy, watchedSince } from '../policy.ts';
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
  const passed = watchedSince(policy, now, blind?.lastTryAt, blind?.lastTryBy === observer);
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
