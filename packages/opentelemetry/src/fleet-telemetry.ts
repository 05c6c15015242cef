import type { FleetEventSink, InstanceState } from '@engine-upgrader/core/fleet';
import type { Instruments } from './instruments.ts';
import type { Spans } from './spans.ts';

const underWay: ReadonlySet<InstanceState> = new Set(['preparing', 'running', 'finishing']);
const failures: ReadonlySet<InstanceState> = new Set(['failed', 'needs-operator']);

const fleetKey = (id: string): string => `fleet ${id}`;
const waveKey = (id: string, wave: string): string => `fleet ${id} wave ${wave}`;
const instanceKey = (id: string, key: string): string => `fleet ${id} instance ${key}`;

/** Where the span of an instance's own run belongs. */
export interface FleetTelemetry {
  readonly sink: FleetEventSink;
  /** The key of the span of the instance whose run begins now. Two accounts may have instances of one reference. */
  parentOf(reference: string): string | undefined;
}

/** Turns what happens to fleet runs into a span for each, one for each wave and instance, and metrics. */
export function fleetTelemetry(spans: Spans, instruments: Instruments): FleetTelemetry {
  /** By reference, in the order in which they begin: so their runs do. */
  const withoutRun = new Map<string, string[]>();
  const waitsForRun = (reference: string, key: string, waits: boolean): void => {
    const others = (withoutRun.get(reference) ?? []).filter((other) => other !== key);
    withoutRun.set(reference, waits ? [...others, key] : others);
  };
  const sink: FleetEventSink = (event) => {
    const { at, fleetRunId: id } = event;
    const about = { 'engine_upgrader.fleet.id': id };
    const named = event.event === 'fleet-started' ? { 'engine_upgrader.fleet.name': event.fleet } : {};
    // It may have begun in another process.
    const fleet = spans.begin(fleetKey(id), 'fleet', at, { ...about, ...named });
    switch (event.event) {
      case 'fleet-started':
        fleet.setAttribute('engine_upgrader.fleet.instances', event.instances);
        return;
      case 'wave-changed': {
        const { wave, state } = event;
        const key = waveKey(id, wave);
        if (state === 'over') spans.end(key, at, {});
        else if (state !== 'waiting') {
          const span = spans.begin(key, 'wave', at, { ...about, 'engine_upgrader.wave': wave }, fleetKey(id));
          span.addEvent(state, {}, at);
        }
        return;
      }
      case 'instance-changed': {
        const { reference, state, reason } = event;
        const key = instanceKey(id, event.key);
        const more = {
          ...about,
          'engine_upgrader.reference': reference,
          'engine_upgrader.instance': event.key,
        };
        if (underWay.has(state)) {
          spans.begin(key, 'fleet instance', at, more, fleetKey(id)).addEvent(state, {}, at);
          waitsForRun(reference, key, event.runId === undefined);
          return;
        }
        if (state === 'waiting') return;
        waitsForRun(reference, key, false);
        const settled = { 'engine_upgrader.state': state };
        spans.end(key, at, settled, failures.has(state) ? (reason ?? state) : undefined);
        instruments.fleetInstances.add(1, settled);
        return;
      }
      case 'fleet-held':
        fleet.addEvent(
          'held',
          { 'engine_upgrader.hold': event.hold, 'engine_upgrader.reason': event.reason },
          at,
        );
        return;
      case 'fleet-released':
        fleet.addEvent('released', {}, at);
        return;
      case 'fleet-ended':
        spans.endBelow(`${fleetKey(id)} `, at);
        spans.end(fleetKey(id), at, { 'engine_upgrader.state': event.state });
    }
  };
  return { sink, parentOf: (reference) => withoutRun.get(reference)?.shift() };
}
