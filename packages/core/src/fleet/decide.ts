import type { Instant } from '../contract/time.ts';
import { omit } from '../engine/omit.ts';
import { nextOpening } from './calendar.ts';
import type { OutlinedInstance, Wave } from './plan.ts';
import type { HookName } from './hooks.ts';
import {
  type FleetInstanceRun,
  type FleetRun,
  type FleetState,
  type HookUnderWay,
  isError,
  isSettled,
  isUnderWay,
  type WaveRun,
} from './run.ts';

/** What decides besides the state: the time, and which hooks there are. */
export interface FleetContext {
  readonly now: Instant;
  readonly hooks: ReadonlySet<HookName>;
  /** The scope of an instance. */
  readonly scopeOf: (instance: OutlinedInstance) => string;
  /** Instances by key. */
  readonly instances: ReadonlyMap<string, OutlinedInstance>;
}

/** From where a fleet run stands to what begins and ends now. Pure. What is `running` without a run is to be started. */
export function decideFleet(before: FleetState, context: FleetContext): FleetState {
  if (before.run.state !== 'running') return before;
  const draft = new Draft(withErrorsCounted(before, context.now), context);
  for (const [index, wave] of before.run.plan.waves.entries()) {
    if (!decideWave(draft, wave, index)) break;
  }
  return draft.ended();
}

/** More failures than may be: what is under way ends, and nothing new begins. */
function withErrorsCounted(state: FleetState, now: Instant): FleetState {
  const { hold, forgiven, plan } = state.run;
  if (hold && hold.hold !== 'paused') return state;
  const errors = errorsOf(state) - forgiven;
  const { maxErrors } = plan.limits;
  if (errors <= maxErrors) return state;
  const reason = `${errors} failed, and ${maxErrors === 0 ? 'none' : `${maxErrors} at most`} may`;
  return { ...state, run: { ...state.run, hold: { hold: 'draining', since: now, reason } } };
}

/** Instances that count against the limit of errors. */
export function errorsOf({ instances }: FleetState): number {
  let errors = 0;
  for (const { state } of instances.values()) if (isError(state)) errors += 1;
  return errors;
}

/** Nothing but a person may move it for so long. */
const longestNap = 24 * 3_600_000;

/** One decision under way: the state is changed in it and nowhere else. */
class Draft {
  run: FleetRun;
  readonly instances: Map<string, FleetInstanceRun>;
  readonly context: FleetContext;
  /** When something may happen by itself. */
  wakeAt = Number.POSITIVE_INFINITY;
  running = 0;
  readonly runningInScope = new Map<string, number>();

  constructor({ run, instances }: FleetState, context: FleetContext) {
    this.run = run;
    this.instances = new Map(instances);
    this.context = context;
    for (const [key, { state, runId, replanned }] of instances) {
      if (isUnderWay(state)) this.#count(key);
      // Its plan is made anew at once.
      if (state === 'running' && runId === undefined && replanned !== undefined) this.wakeAt = context.now;
    }
  }

  get holds(): boolean {
    return this.run.hold !== undefined;
  }

  /** Whether what has not begun never will, as things are. */
  get stops(): boolean {
    return this.run.hold?.hold === 'draining' || this.run.hold?.hold === 'cancelling';
  }

  setWave(index: number, wave: WaveRun): void {
    this.run = { ...this.run, waves: this.run.waves.with(index, wave) };
  }

  set(key: string, instance: FleetInstanceRun): void {
    this.instances.set(key, instance);
  }

  /** Whether the limits let one more begin. */
  hasRoomFor(key: string): boolean {
    const { maxConcurrency, maxConcurrencyPerScope = Number.POSITIVE_INFINITY } = this.run.plan.limits;
    return (
      this.running < maxConcurrency &&
      (this.runningInScope.get(this.#scope(key)) ?? 0) < maxConcurrencyPerScope
    );
  }

  begin(key: string): void {
    const { now, hooks } = this.context;
    const before = this.instances.get(key) ?? { state: 'waiting' };
    const again = before.runId !== undefined;
    const state = hooks.has('before-instance') && !again ? 'preparing' : 'running';
    this.set(key, { ...omit(before, 'reason', 'todo', 'error'), state, beganAt: now });
    this.#count(key);
  }

  ended(): FleetState {
    const { now } = this.context;
    const over = this.run.waves.every(({ state }) => state === 'over');
    if (!over) return this.#state({ ...this.run, nextLookAt: this.#nextLookAt() });
    const states = [...this.instances.values()].map(({ state }) => state);
    const left = states.some((state) => state === 'not-begun' || state === 'needs-operator');
    return this.#state({ ...this.run, state: left ? 'stopped' : 'ended', endedAt: now, nextLookAt: now });
  }

  /** Where nothing happens by itself, the time that stands is as good as any: another one would have to be stored. */
  #nextLookAt(): Instant {
    const { now } = this.context;
    if (Number.isFinite(this.wakeAt)) return Math.max(now, this.wakeAt);
    return this.run.nextLookAt > now ? this.run.nextLookAt : now + longestNap;
  }

  #state(run: FleetRun): FleetState {
    return { run, instances: this.instances };
  }

  #scope(key: string): string {
    const instance = this.context.instances.get(key);
    return instance ? this.context.scopeOf(instance) : '';
  }

  #count(key: string): void {
    const scope = this.#scope(key);
    this.running += 1;
    this.runningInScope.set(scope, (this.runningInScope.get(scope) ?? 0) + 1);
  }
}

/** Leads one wave as far as it goes now. @returns whether it is over, so that the next one may begin */
function decideWave(draft: Draft, wave: Wave, index: number): boolean {
  const { now, hooks } = draft.context;
  for (;;) {
    const standing = draft.run.waves[index];
    switch (standing?.state) {
      case undefined:
      case 'over':
        return true;
      case 'waiting':
        if (draft.stops) {
          leaveOut(draft, wave);
          draft.setWave(index, { state: 'over', endedAt: now });
          break;
        }
        if (draft.holds || !isOpenNow(draft)) return false;
        draft.setWave(index, { state: hooks.has('before-wave') ? 'preparing' : 'running', beganAt: now });
        break;
      case 'running':
        beginInstances(draft, wave);
        if (!wave.instances.every((key) => isSettled(draft.instances.get(key)?.state ?? 'waiting')))
          return false;
        draft.setWave(index, afterInstances(draft, wave, standing));
        break;
      case 'baking': {
        const bakedAt = (standing.endedAt ?? now) + wave.bake;
        if (now < bakedAt && !draft.stops) {
          draft.wakeAt = Math.min(draft.wakeAt, bakedAt);
          return false;
        }
        draft.setWave(index, { ...standing, state: 'over' });
        break;
      }
      // A hook is under way: its answer leads on.
      case 'preparing':
      case 'finishing':
        if (!draft.stops || standing.state === 'finishing' || isAwaited(standing, now)) return false;
        draft.setWave(index, { state: 'waiting' });
    }
  }
}

function afterInstances({ context, run }: Draft, wave: Wave, standing: WaveRun): WaveRun {
  const ended = { ...standing, endedAt: context.now };
  if (context.hooks.has('after-wave')) return { ...ended, state: 'finishing' };
  const last = run.plan.waves.at(-1) === wave;
  return { ...ended, state: wave.bake > 0 && !last ? 'baking' : 'over' };
}

function beginInstances(draft: Draft, wave: Wave): void {
  if (draft.stops) return leaveOut(draft, wave);
  const waiting = wave.instances.filter((key) => draft.instances.get(key)?.state === 'waiting');
  if (waiting.length === 0 || draft.holds || !isOpenNow(draft)) return;
  for (const key of waiting) {
    if (draft.running >= draft.run.plan.limits.maxConcurrency) return;
    if (draft.hasRoomFor(key)) draft.begin(key);
  }
}

function isOpenNow(draft: Draft): boolean {
  const { now } = draft.context;
  const opening = nextOpening(draft.run.plan.limits.calendar, now);
  if (opening !== undefined) draft.wakeAt = Math.min(draft.wakeAt, opening > now ? opening : draft.wakeAt);
  return opening === now;
}

function leaveOut(draft: Draft, wave: Wave): void {
  const reason = draft.run.hold?.reason ?? 'the fleet run stopped';
  for (const key of wave.instances) {
    const instance = draft.instances.get(key);
    if (!instance || isAwaited(instance, draft.context.now)) continue;
    if (instance.state !== 'waiting' && instance.state !== 'preparing') continue;
    draft.set(
      key,
      instance.runId === undefined
        ? { ...omit(instance, 'hook', 'beganAt'), state: 'not-begun', reason }
        : { ...instance, state: 'needs-operator', endedAt: draft.context.now },
    );
  }
}

/** Whether a process waits for the answer of its hook. */
function isAwaited({ hook }: { readonly hook?: HookUnderWay }, now: Instant): boolean {
  return hook !== undefined && hook.until > now;
}
