import type { Provider } from '../contract/provider.ts';
import { type Sight, type Snapshot, sightOf } from '../contract/snapshot.ts';
import type { Instant, Milliseconds } from '../contract/time.ts';
import { longestInterval, type Policy, waitingInterval } from './policy.ts';
import { memoryOf, openSteps, type RunState, reportStepId } from './run/state.ts';
import { isSameData } from './same-data.ts';

/** What is left of a run in memory while it rests: it is decided anew only when a look shows something else, or after a while. */
export interface Rest<P extends Provider> {
  readonly needs: readonly P['need'][];
  readonly sights: readonly Sight<P['resource']>[];
  /** What it waits for, for people. */
  readonly reason: string | undefined;
  /** The time to the next look when it began to rest. */
  readonly interval: Milliseconds;
  /** How long it had been waited for then. */
  readonly waited: Milliseconds;
  /** For how long it may rest. */
  readonly most: Milliseconds;
  /** For how long somebody has looked since. This and what follows change in place: of thousands of rests none is copied at a look. */
  looked: Milliseconds;
  lastLookAt: Instant;
  /** When the next look is worth its cost. */
  lookAgainAt: Instant;
}

/** What has been seen under way and has not ended is stored at least so often. */
const longestRest = 3_600_000;

/**
 * Whether a run may rest after a look: all that it waits for is under way, so that time alone decides nothing before
 * its limit, and the look has all that it needs.
 *
 * @param chance from 0 to 1: spreads the ends of rests that begin together
 */
export function restAfter<P extends Provider>(
  state: RunState<P>,
  needs: readonly P['need'][],
  snapshot: Snapshot<P>,
  policy: Policy,
  chance: number,
): Rest<P> | undefined {
  const open = openSteps(state);
  const interval = state.run.nextLookAt - snapshot.observedAt;
  const waits = open.length > 0 && memoryOf(state, reportStepId).state !== 'open' && interval > 0;
  if (!waits || state.run.blind || !open.every(({ id }) => isUnderWay(state, id))) return undefined;
  const sights = needs.map(({ key }) => sightOf(snapshot, key));
  if (sights.some(({ sight }) => sight === 'not-looked')) return undefined;
  const watched = open.map(({ id }) => memoryOf(state, id).watch?.watched ?? 0);
  const left = policy.finishLimit - Math.max(...watched);
  const most = Math.min(longestRest * (0.5 + chance / 2), left);
  if (most <= interval) return undefined;
  return {
    needs,
    sights,
    reason: open.map(({ id }) => memoryOf(state, id).reason).find((reason) => reason !== undefined),
    interval,
    waited: Math.min(...watched),
    most,
    looked: 0,
    lastLookAt: snapshot.observedAt,
    lookAgainAt: state.run.nextLookAt,
  };
}

function isUnderWay<P extends Provider>(state: RunState<P>, stepId: string): boolean {
  const { begun, row, doubt, answer, paused } = memoryOf(state, stepId);
  return begun && row === undefined && !doubt && !paused && answer?.answer === 'accepted';
}

/** Whether a run rests on after another look: not when that shows something else, or nothing, nor when it has rested long enough. */
export function restsOn<P extends Provider>(
  rest: Rest<P>,
  { sights, observedAt }: Snapshot<P>,
  policy: Policy,
): boolean {
  const passed = observedAt - rest.lastLookAt;
  const looked = rest.looked + Math.min(passed, longestInterval(policy));
  if (passed < 0 || looked >= rest.most) return false;
  for (const [index, { key }] of rest.needs.entries()) {
    if (!isSameSight(rest.sights[index], sights[key])) return false;
  }
  rest.looked = looked;
  rest.lastLookAt = observedAt;
  rest.lookAgainAt = observedAt + waitingInterval(policy, rest.waited + looked, rest.interval);
  return true;
}

function isSameSight<T>(one: Sight<T> | undefined, other: Sight<T> | undefined): boolean {
  if (one?.sight === 'seen') return other?.sight === 'seen' && isSameData(one.value, other.value);
  return one?.sight === 'absent' && other?.sight === 'absent';
}

/** The state of a run that has rested: as if each of the looks had been decided on by itself. */
export function afterRest<P extends Provider>(
  state: RunState<P>,
  { looked, lastLookAt }: Rest<P>,
  observer: string,
): RunState<P> {
  const memories = { ...state.memories };
  for (const { id } of openSteps(state)) {
    const memory = memoryOf(state, id);
    const { watch } = memory;
    memories[id] = {
      ...memory,
      lastLookAt,
      lastLookBy: observer,
      ...(watch ? { watch: { ...watch, watched: watch.watched + looked } } : {}),
    };
  }
  return { ...state, memories };
}
