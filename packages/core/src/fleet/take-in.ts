import type { UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant } from '../contract/time.ts';
import type { RunState } from '../engine/run/state.ts';
import { absorbRun, outOfReach } from './absorb.ts';
import { afterInstanceHook, afterWaveHook } from './hook-answers.ts';
import type { Answered } from './hook-desk.ts';
import type { FleetState } from './run.ts';

/** What has happened since a fleet run was last decided on. */
export interface Happened {
  /** Runs that have ended or need an operator, by id. */
  readonly news: ReadonlyMap<string, RunState<Provider>>;
  readonly answers: readonly Answered[];
  /** Why a login stays refused, by scope. */
  readonly refused: ReadonlyMap<string, UpgradeError>;
}

/** Takes in what runs, hooks and logins have come to. Pure. */
export function takeIn(
  state: FleetState,
  { news, answers, refused }: Happened,
  scopeNameOf: (key: string) => string,
  hasHookAfter: boolean,
  now: Instant,
): FleetState {
  const withRuns = withNews(state, news, hasHookAfter, now);
  return withRefused(withAnswers(withRuns, answers, now), refused, scopeNameOf, now);
}

function withNews(
  state: FleetState,
  news: Happened['news'],
  hasHookAfter: boolean,
  now: Instant,
): FleetState {
  if (news.size === 0) return state;
  const instances = new Map(state.instances);
  for (const [key, instance] of state.instances) {
    const run = instance.runId === undefined ? undefined : news.get(instance.runId);
    if (run) instances.set(key, absorbRun(instance, run, state.run, hasHookAfter, now));
  }
  return { ...state, instances };
}

function withAnswers(before: FleetState, answers: readonly Answered[], now: Instant): FleetState {
  let state = before;
  for (const { target, result } of answers) {
    if ('wave' in target) {
      state = afterWaveHook(state, target.wave, result, now);
      continue;
    }
    const instance = state.instances.get(target.instance);
    if (!instance) continue;
    const instances = new Map(state.instances);
    instances.set(target.instance, afterInstanceHook(instance, result, state.run.hold, now));
    state = { ...state, instances };
  }
  return state;
}

/** What is under way in a scope whose login stays refused is for a person. */
function withRefused(
  state: FleetState,
  refused: Happened['refused'],
  scopeNameOf: (key: string) => string,
  now: Instant,
): FleetState {
  if (refused.size === 0) return state;
  const instances = new Map(state.instances);
  for (const [key, instance] of state.instances) {
    const problem = refused.get(scopeNameOf(key));
    if (problem && instance.state === 'running') instances.set(key, outOfReach(instance, problem, now));
  }
  return { ...state, instances };
}
