import type { Instant, Milliseconds } from '../contract/time.ts';
import type { OutlinedInstance } from './plan.ts';
import type { HookJob } from './hook-desk.ts';
import type { HookCall, HookName, Hooks } from './hooks.ts';
import type { FleetState, HookUnderWay } from './run.ts';

/** How long another process gets to store an answer that came at the last moment. */
const margin: Milliseconds = 30_000;

/** Which hooks are to be called now, and the state that says so. Pure. */
export function hookJobs(
  before: FleetState,
  instances: ReadonlyMap<string, OutlinedInstance>,
  hooks: Hooks,
  who: {
    readonly owner: string;
    readonly now: Instant;
    readonly isUnderWay: (target: HookJob['target']) => boolean;
  },
): { readonly state: FleetState; readonly jobs: readonly HookJob[] } {
  const jobs: HookJob[] = [];
  const mayCall = (target: HookJob['target'], standing: HookUnderWay | undefined): boolean => {
    if (who.isUnderWay(target)) return false;
    return !standing || standing.by === who.owner || standing.until <= who.now;
  };
  const called = (name: HookName): HookUnderWay => ({
    by: who.owner,
    until: who.now + (hooks[name]?.timeout ?? 0) + margin,
  });
  const { run } = before;
  // What stops begins nothing: there is nothing to ask about beforehand.
  const stops = run.hold !== undefined && run.hold.hold !== 'paused';
  const base = { fleetRunId: run.id, fleet: run.plan.name };
  const after = new Map(before.instances);
  const waveOf = new Map(
    run.plan.waves.flatMap(({ name, instances: keys }) => keys.map((key) => [key, name])),
  );
  for (const [key, instance] of before.instances) {
    const planned = instances.get(key);
    if (!planned || (instance.state !== 'preparing' && instance.state !== 'finishing')) continue;
    const hook = instance.state === 'preparing' ? 'before-instance' : 'after-instance';
    const target = { instance: key };
    if ((stops && instance.state === 'preparing') || !mayCall(target, instance.hook)) continue;
    after.set(key, { ...instance, hook: called(hook) });
    const { from, to } = planned.plan;
    const about: HookCall = {
      ...base,
      wave: waveOf.get(key) ?? '',
      hook,
      reference: planned.reference,
      from,
      to,
      ...(instance.runId === undefined ? {} : { runId: instance.runId }),
      ...(instance.result === undefined ? {} : { result: instance.result }),
    };
    jobs.push({ target, about });
  }
  let waves = run.waves;
  for (const [index, wave] of run.waves.entries()) {
    const planned = run.plan.waves[index];
    if (!planned || (wave.state !== 'preparing' && wave.state !== 'finishing')) continue;
    const hook = wave.state === 'preparing' ? 'before-wave' : 'after-wave';
    const target = { wave: index };
    const isHeld = run.hold?.hold === 'paused' || (stops && wave.state === 'preparing');
    if (isHeld || !mayCall(target, wave.hook)) continue;
    waves = waves.with(index, { ...wave, hook: called(hook) });
    const references = planned.instances.flatMap((key) => instances.get(key)?.reference ?? []);
    jobs.push({ target, about: { ...base, wave: planned.name, hook, instances: references } });
  }
  const callAt = Math.min(nextCallAt(after.values(), who.now), nextCallAt(waves, who.now));
  const nextLookAt = Math.min(run.nextLookAt, callAt);
  return { state: { run: { ...run, waves, nextLookAt }, instances: after }, jobs };
}

/** When a hook has to be called again whose answer nobody waits for any more. */
function nextCallAt(rows: Iterable<{ readonly hook?: HookUnderWay }>, now: Instant): Instant {
  let next = Number.POSITIVE_INFINITY;
  for (const { hook } of rows) if (hook && hook.until > now && hook.until < next) next = hook.until;
  return next;
}
