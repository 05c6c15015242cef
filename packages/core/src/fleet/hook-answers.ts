import type { Instant } from '../contract/time.ts';
import { omit } from '../engine/omit.ts';
import type { FleetInstanceRun, FleetRun, FleetState, Hold, WaveRun } from './run.ts';

/** What came of a hook: its consent, its veto, or that it did not work. */
export type HookResult =
  | { readonly hook: 'consent' }
  | { readonly hook: 'veto'; readonly reason: string }
  | { readonly hook: 'broken'; readonly reason: string };

/** The hook before or after an instance has answered. Pure. */
export function afterInstanceHook(
  instance: FleetInstanceRun,
  result: HookResult,
  hold: Hold | undefined,
  now: Instant,
): FleetInstanceRun {
  const kept = omit(instance, 'hook');
  if (instance.state === 'preparing') {
    if (result.hook === 'veto')
      return { ...kept, state: 'vetoed', endedAt: now, reason: `vetoed: ${result.reason}` };
    if (result.hook === 'broken') {
      const reason = `the hook before it failed: ${result.reason}; nothing was begun`;
      return { ...kept, state: 'failed', endedAt: now, reason };
    }
    const stops = hold !== undefined && hold.hold !== 'paused';
    return stops
      ? { ...omit(kept, 'beganAt'), state: 'not-begun', reason: hold.reason }
      : { ...kept, state: 'running' };
  }
  if (instance.state !== 'finishing') return instance;
  const ended = instance.result ?? 'failed';
  const base = { ...omit(kept, 'result'), endedAt: now };
  if (result.hook === 'consent') return { ...base, state: ended };
  const what = result.hook === 'veto' ? 'the hook after it said no' : 'the hook after it failed';
  return { ...base, state: 'failed', reason: `${what}: ${result.reason}; the upgrade itself ${ended}` };
}

/** The hook before or after a wave has answered: one that does not consent pauses the fleet run. Pure. */
export function afterWaveHook(
  state: FleetState,
  index: number,
  result: HookResult,
  now: Instant,
): FleetState {
  const wave = state.run.waves[index];
  const planned = state.run.plan.waves[index];
  if (!wave || !planned || (wave.state !== 'preparing' && wave.state !== 'finishing')) return state;
  const kept: WaveRun = omit(wave, 'hook');
  if (result.hook !== 'consent') {
    const when = wave.state === 'preparing' ? 'before' : 'after';
    const what = result.hook === 'veto' ? 'said no' : 'failed';
    const reason = `the hook ${when} wave "${planned.name}" ${what}: ${result.reason}`;
    const hold: Hold = state.run.hold ?? { hold: 'paused', since: now, reason };
    const run: FleetRun = { ...state.run, hold };
    // It stops already: there is nothing that asking again could keep from beginning.
    if (hold.hold !== 'paused' && wave.state === 'finishing') {
      return withWave({ ...state, run }, index, { ...kept, state: 'over' });
    }
    return withWave(
      { ...state, run },
      index,
      wave.state === 'preparing' ? { ...kept, state: 'waiting' } : kept,
    );
  }
  if (wave.state === 'preparing') return withWave(state, index, { ...kept, state: 'running' });
  const last = index === state.run.plan.waves.length - 1;
  return withWave(state, index, { ...kept, state: planned.bake > 0 && !last ? 'baking' : 'over' });
}

function withWave(state: FleetState, index: number, wave: WaveRun): FleetState {
  return { ...state, run: { ...state.run, waves: state.run.waves.with(index, wave) } };
}
