import type { EventSink } from '@engine-upgrader/core';
import type { FleetEventSink } from '@engine-upgrader/core/fleet';
import { type Meter, metrics, type Tracer, trace } from '@opentelemetry/api';
import { fleetTelemetry } from './fleet-telemetry.ts';
import { instrumentsOf } from './instruments.ts';
import { Spans } from './spans.ts';
import { upgradeTelemetry } from './upgrade-telemetry.ts';

const scope = '@engine-upgrader/opentelemetry';

/** Where spans and metrics go. */
export interface TelemetryOptions {
  /** Default: that of the provider which is registered globally. */
  readonly tracer?: Tracer;
  /** Default: that of the provider which is registered globally. */
  readonly meter?: Meter;
}

/** Receivers of events; hand them to an upgrader or a fleet. */
export interface Telemetry {
  /** For `events` of an upgrader, or `upgradeEvents` of a fleet. */
  readonly upgradeEvents: EventSink;
  /** For `events` of a fleet. */
  readonly fleetEvents: FleetEventSink;
}

/**
 * Turns events into spans and metrics: a span for each fleet run, wave, instance, upgrade and step, with what happens
 * in between as its events. Times are those of the events, so simulated time is shown as it was simulated.
 *
 * One that ends in another process than it began in has a span in each. Without an SDK that is registered nothing
 * happens: the API does nothing then.
 *
 * @example
 * ```ts
 * const telemetry = createTelemetry();
 * const fleet = createFleet({
 *   sources,
 *   store,
 *   events: telemetry.fleetEvents,
 *   upgradeEvents: telemetry.upgradeEvents,
 * });
 * ```
 */
export function createTelemetry({ tracer, meter }: TelemetryOptions = {}): Telemetry {
  const spans = new Spans(tracer ?? trace.getTracer(scope));
  const instruments = instrumentsOf(meter ?? metrics.getMeter(scope));
  const fleet = fleetTelemetry(spans, instruments);
  return {
    fleetEvents: fleet.sink,
    upgradeEvents: upgradeTelemetry(spans, instruments, (reference) => fleet.parentOf(reference)),
  };
}
