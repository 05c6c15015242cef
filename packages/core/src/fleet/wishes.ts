import type { Instant } from '../contract/time.ts';
import { omit } from '../engine/omit.ts';
import type { Wish } from '../store/store.ts';
import { errorsOf } from './decide.ts';
import { type FleetInstanceRun, type FleetState, type Hold, isUnderWay } from './run.ts';

/** What people have asked of a fleet run, the earliest first. Pure. */
export function grantWishes(
  state: FleetState,
  wishes: Readonly<Partial<Record<Wish, Instant>>>,
  now: Instant,
): FleetState {
  const inOrder = (Object.entries(wishes) as [Wish, Instant][]).sort(([, one], [, other]) => one - other);
  return inOrder.reduce((before, [wish]) => grantOne(before, wish, now), state);
}

const reasons: Readonly<Record<Hold['hold'], string>> = {
  paused: 'a person paused it',
  draining: 'a person let it drain',
  cancelling: 'a person cancelled it',
};

function grantOne(state: FleetState, wish: Wish, now: Instant): FleetState {
  switch (wish) {
    case 'pause':
      return state.run.hold ? state : held(state, 'paused', now);
    case 'drain':
      return state.run.hold?.hold === 'cancelling' ? state : held(state, 'draining', now);
    case 'cancel':
      return held(state, 'cancelling', now);
    case 'continue':
    case 'reopen':
      return goOn(state, now);
  }
}

function held(state: FleetState, hold: Hold['hold'], now: Instant): FleetState {
  if (state.run.state !== 'running') return state;
  return { ...state, run: { ...state.run, hold: { hold, since: now, reason: reasons[hold] } } };
}

/** Goes on: a pause or stop is over, what was not begun has its turn, and earlier failures no longer count. */
function goOn(state: FleetState, now: Instant): FleetState {
  const { run } = state;
  if (run.state === 'ended') return state;
  const instances = new Map(state.instances);
  for (const [key, instance] of instances) instances.set(key, takenUp(instance));
  const next: FleetState = { run, instances };
  const { hold: _over, endedAt: _end, ...rest } = run;
  const waves = run.waves.map((wave, index) => {
    const keys = run.plan.waves[index]?.instances ?? [];
    const open = keys.some((key) => {
      const { state: stands } = instances.get(key) ?? { state: 'waiting' as const };
      return stands === 'waiting' || isUnderWay(stands);
    });
    const ended = wave.state === 'over' || wave.state === 'baking' || wave.state === 'finishing';
    if (!open || !ended) return wave;
    const began = wave.beganAt !== undefined;
    return began ? { state: 'running' as const, beganAt: wave.beganAt } : { state: 'waiting' as const };
  });
  const forgiven = errorsOf(next);
  return { run: { ...rest, state: 'running', waves, forgiven, nextLookAt: now }, instances };
}

/** It waits for its turn: limits hold for what is taken up again as well. */
function takenUp(instance: FleetInstanceRun): FleetInstanceRun {
  if (instance.state === 'not-begun') {
    return { ...omit(instance, 'endedAt', 'reason', 'todo', 'error'), state: 'waiting' };
  }
  // What it needed is kept until then.
  return instance.state === 'needs-operator' ? { ...omit(instance, 'endedAt'), state: 'waiting' } : instance;
}
