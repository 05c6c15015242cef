import type { Instant } from '../contract/time.ts';
import { type FleetState, type InstanceState, isSettled, type WaveRun } from './run.ts';

/** Something that happened to a fleet run; what happens to an instance's own run is an `UpgradeEvent`. */
export type FleetEvent = { readonly at: Instant; readonly fleetRunId: string } & (
  | { readonly event: 'fleet-started'; readonly fleet: string; readonly instances: number }
  | { readonly event: 'wave-changed'; readonly wave: string; readonly state: WaveRun['state'] }
  | {
      readonly event: 'instance-changed';
      readonly key: string;
      readonly reference: string;
      readonly state: InstanceState;
      readonly runId?: string;
      readonly reason?: string;
    }
  | { readonly event: 'fleet-held'; readonly hold: string; readonly reason: string }
  | { readonly event: 'fleet-released' }
  | { readonly event: 'fleet-ended'; readonly state: 'stopped' | 'ended' }
);

/** Receives events. What it throws is ignored. */
export type FleetEventSink = (event: FleetEvent) => void;

/** What happened between two states of a fleet run. Pure. */
export function fleetEventsBetween(
  before: FleetState,
  after: FleetState,
  at: Instant,
): readonly FleetEvent[] {
  const base = { at, fleetRunId: after.run.id };
  const events: FleetEvent[] = [];
  const { plan, hold } = after.run;
  if (hold?.hold !== before.run.hold?.hold) {
    events.push(
      hold
        ? { ...base, event: 'fleet-held', hold: hold.hold, reason: hold.reason }
        : { ...base, event: 'fleet-released' },
    );
  }
  // In the order in which they follow from each other: what ended, the waves that this ended or began, what began.
  const changed = instanceChanges(before, after, base);
  events.push(...changed.filter(({ state }) => isSettled(state)));
  for (const [index, wave] of after.run.waves.entries()) {
    if (wave.state === before.run.waves[index]?.state) continue;
    events.push({ ...base, event: 'wave-changed', wave: plan.waves[index]?.name ?? '', state: wave.state });
  }
  events.push(...changed.filter(({ state }) => !isSettled(state)));
  if (after.run.state !== 'running' && before.run.state === 'running') {
    events.push({ ...base, event: 'fleet-ended', state: after.run.state });
  }
  return events;
}

type InstanceChange = Extract<FleetEvent, { event: 'instance-changed' }>;

function instanceChanges(
  before: FleetState,
  after: FleetState,
  base: Pick<FleetEvent, 'at' | 'fleetRunId'>,
): readonly InstanceChange[] {
  return after.run.plan.instances.flatMap(({ key, reference }): readonly InstanceChange[] => {
    const now = after.instances.get(key);
    const was = before.instances.get(key);
    if (!now || now === was || (now.state === was?.state && now.runId === was.runId)) return [];
    const { state, runId, reason } = now;
    const run = runId === undefined ? {} : { runId };
    const why = reason !== undefined && isSettled(state) ? { reason } : {};
    return [{ ...base, event: 'instance-changed', key, reference, state, ...run, ...why }];
  });
}
