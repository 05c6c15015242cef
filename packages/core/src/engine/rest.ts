import type { Provider } from '../contract/provider.ts';
import type { Sight, Snapshot } from '../contract/snapshot.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';
import { memoryOf, openSteps, type RunState, reportStepId } from './run/state.ts';

/** A run that is decided anew only when a look shows something else, or after a while. */
export interface Rest<P extends Provider> {
  readonly needs: readonly P['need'][];
  readonly sights: readonly (Sight<P['resource']> | undefined)[];
  readonly interval: Milliseconds;
  readonly since: Instant;
  /** When the next look is worth its cost, in place of what the run says. */
  lookAgainAt: Instant;
}

/** Limits and windows depend on the time as well: a run never rests for longer. */
const longestRest = 5 * 60_000;

/**
 * Whether a run may rest after a look: all that it waits for is under way, so that time alone decides nothing soon.
 *
 * @param needs what it was looked at for
 */
export function restAfter<P extends Provider>(
  state: RunState<P>,
  needs: readonly P['need'][],
  { sights, observedAt }: Snapshot<P>,
): Rest<P> | undefined {
  const open = openSteps(state);
  const interval = state.run.nextLookAt - observedAt;
  const waits = open.length > 0 && memoryOf(state, reportStepId).state !== 'open' && interval > 0;
  if (!waits || state.run.blind || !open.every(({ id }) => isUnderWay(state, id))) return undefined;
  return {
    needs,
    sights: needs.map(({ key }) => sights[key]),
    interval,
    since: observedAt,
    lookAgainAt: state.run.nextLookAt,
  };
}

function isUnderWay<P extends Provider>(state: RunState<P>, stepId: string): boolean {
  const { begun, row, doubt, answer } = memoryOf(state, stepId);
  return begun && row === undefined && !doubt && answer?.answer === 'accepted';
}

/** Whether a look shows what the one before it did. What was not looked at shows nothing. */
export function isAtRest<P extends Provider>(rest: Rest<P>, { sights, observedAt }: Snapshot<P>): boolean {
  const rested = observedAt - rest.since;
  if (rested < 0 || rested >= longestRest) return false;
  return rest.needs.every(({ key }, index) => isSame(rest.sights[index], sights[key]));
}

function isSame<T>(one: Sight<T> | undefined, other: Sight<T> | undefined): boolean {
  if (one?.sight === 'seen') return other?.sight === 'seen' && other.value === one.value;
  return one?.sight === 'absent' && other?.sight === 'absent';
}
