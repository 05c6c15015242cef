import type { UpgradeEvent } from '@engine-upgrader/core';
import type { FleetEvent } from '@engine-upgrader/core/fleet';
import { SpanStatusCode } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { createTelemetry, type Telemetry } from './index.ts';

const start = Date.UTC(2026, 0, 1);

interface Recorded {
  readonly spans: readonly ReadableSpan[];
  /** Values of counters, and counts of histograms, by name and attributes. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What the SDK records of events. */
async function record(work: (telemetry: Telemetry) => void): Promise<Recorded> {
  const spans = new InMemorySpanExporter();
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  work(createTelemetry({ tracer: tracers.getTracer('test'), meter: meters.getMeter('test') }));
  await meters.forceFlush();
  const points = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }): [string, number] => [
        [descriptor.name, ...Object.values(attributes)].join(' '),
        typeof value === 'number' ? value : (value.sum ?? 0),
      ]),
    );
  await meters.shutdown();
  return { spans: spans.getFinishedSpans(), metrics: Object.fromEntries(points) };
}

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]): number =>
  seconds * 1_000 + nanoseconds / 1_000_000;
const named = (spans: readonly ReadableSpan[], name: string): ReadableSpan => {
  const found = spans.find((span) => span.name === name);
  if (!found) throw new Error(`no span ${name} among ${spans.map((span) => span.name).join(', ')}`);
  return found;
};

const reference = 'aws-dms://us-east-1/orders';
const run = (result: 'succeeded' | 'failed'): readonly UpgradeEvent[] => [
  { event: 'run-started', at: start, runId: 'r', reference, from: '3.5.4', to: '3.6.1' },
  { event: 'looked', at: start + 1_000, runId: 'r', lookId: 'l', seen: 1, notLooked: 0 },
  { event: 'step-opened', at: start + 1_000, runId: 'r', stepId: 'stop', title: 'Stop task a' },
  {
    event: 'intent-stored',
    at: start + 1_000,
    runId: 'r',
    stepId: 'stop',
    operation: 'StopReplicationTask',
    token: 't',
    attempt: 1,
    send: 1,
  },
  {
    event: 'call-answered',
    at: start + 2_000,
    runId: 'r',
    stepId: 'stop',
    operation: 'StopReplicationTask',
    answer: 'throttled',
    error: { kind: 'throttled', message: 'slow down' },
  },
  { event: 'read-counted', at: start + 30_000, runId: 'r', stepId: 'stop', says: 'done', reads: 1 },
  {
    event: 'step-ended',
    at: start + 31_000,
    runId: 'r',
    stepId: 'stop',
    state: result === 'failed' ? 'failed' : 'done',
    reason: 'as it is',
  },
  { event: 'run-ended', at: start + 60_000, runId: 'r', result, summary: 'as it went' },
];

describe('telemetry of an upgrade', () => {
  it('has a span of the upgrade and one of each step, at the times of the events', async () => {
    const { spans } = await record(({ upgradeEvents }) => run('succeeded').forEach(upgradeEvents));
    const upgrade = named(spans, 'upgrade');
    const step = named(spans, 'Stop task a');
    expect(upgrade.attributes).toMatchObject({
      'engine_upgrader.run.id': 'r',
      'engine_upgrader.reference': reference,
      'engine_upgrader.provider': 'aws-dms',
      'engine_upgrader.version.to': '3.6.1',
      'engine_upgrader.result': 'succeeded',
    });
    expect([milliseconds(upgrade.startTime), milliseconds(upgrade.endTime)]).toEqual([start, start + 60_000]);
    expect(upgrade.status.code).toBe(SpanStatusCode.UNSET);
    expect(step.parentSpanContext?.spanId).toBe(upgrade.spanContext().spanId);
    expect(milliseconds(step.duration)).toBe(30_000);
    expect(step.events.map(({ name }) => name)).toEqual(['intent stored', 'call answered', 'read counted']);
    expect(step.events[1]?.attributes).toMatchObject({ 'error.type': 'throttled' });
  });

  it('says that it failed, and why', async () => {
    const { spans, metrics } = await record(({ upgradeEvents }) => run('failed').forEach(upgradeEvents));
    expect(named(spans, 'upgrade').status).toEqual({ code: SpanStatusCode.ERROR, message: 'as it went' });
    expect(named(spans, 'Stop task a').status.code).toBe(SpanStatusCode.ERROR);
    expect(metrics['engine_upgrader.upgrades failed']).toBe(1);
  });

  it('counts looks, calls and results, and measures durations in seconds', async () => {
    const { metrics } = await record(({ upgradeEvents }) => run('succeeded').forEach(upgradeEvents));
    expect(metrics).toEqual({
      'engine_upgrader.looks': 1,
      'engine_upgrader.calls StopReplicationTask throttled': 1,
      'engine_upgrader.upgrades succeeded': 1,
      'engine_upgrader.upgrade.duration succeeded': 60,
      'engine_upgrader.step.duration done': 30,
    });
  });

  it('takes up in the middle what began in another process', async () => {
    const { spans } = await record(({ upgradeEvents }) => run('succeeded').slice(4).forEach(upgradeEvents));
    const upgrade = named(spans, 'upgrade');
    expect(upgrade.attributes['engine_upgrader.run.id']).toBe('r');
    expect(named(spans, 'stop').parentSpanContext?.spanId).toBe(upgrade.spanContext().spanId);
  });

  it('ends with an upgrade the steps that never ended', async () => {
    const { spans } = await record(({ upgradeEvents }) =>
      run('succeeded')
        .filter(({ event }) => event !== 'step-ended')
        .forEach(upgradeEvents),
    );
    expect(milliseconds(named(spans, 'Stop task a').endTime)).toBe(start + 60_000);
  });
});

describe('telemetry of a fleet', () => {
  const base = { fleetRunId: 'f' } as const;
  const key = `one:${reference}`;
  const before: readonly FleetEvent[] = [
    { ...base, at: start - 3_000, event: 'fleet-started', fleet: 'all', instances: 1 },
    { ...base, at: start - 2_000, event: 'wave-changed', wave: 'canary', state: 'running' },
    { ...base, at: start - 2_000, event: 'instance-changed', key, reference, state: 'running' },
  ];
  const after: readonly FleetEvent[] = [
    {
      ...base,
      at: start + 61_000,
      event: 'instance-changed',
      key,
      reference,
      state: 'succeeded',
      runId: 'r',
    },
    { ...base, at: start + 61_000, event: 'wave-changed', wave: 'canary', state: 'over' },
    { ...base, at: start + 62_000, event: 'fleet-ended', state: 'ended' },
  ];

  it('has its waves and instances below it, and the upgrade below its instance, in one trace', async () => {
    const { spans, metrics } = await record(({ fleetEvents, upgradeEvents }) => {
      before.forEach(fleetEvents);
      run('succeeded').forEach(upgradeEvents);
      after.forEach(fleetEvents);
    });
    const [fleet, wave, instance, upgrade] = ['fleet', 'wave', 'fleet instance', 'upgrade'].map((name) =>
      named(spans, name),
    );
    expect(fleet?.attributes).toMatchObject({
      'engine_upgrader.fleet.name': 'all',
      'engine_upgrader.state': 'ended',
    });
    expect(wave?.parentSpanContext?.spanId).toBe(fleet?.spanContext().spanId);
    expect(instance?.parentSpanContext?.spanId).toBe(fleet?.spanContext().spanId);
    expect(upgrade?.parentSpanContext?.spanId).toBe(instance?.spanContext().spanId);
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(metrics['engine_upgrader.fleet.instances succeeded']).toBe(1);
  });

  it('keeps apart the instances of one reference in two accounts', async () => {
    const keys = ['one', 'two'].map((source) => `${source}:${reference}`);
    const { spans } = await record(({ fleetEvents, upgradeEvents }) => {
      for (const each of keys)
        fleetEvents({
          ...base,
          at: start,
          event: 'instance-changed',
          key: each,
          reference,
          state: 'running',
        });
      for (const [index, each] of keys.entries()) {
        run('succeeded').forEach((event) => upgradeEvents({ ...event, runId: `r${index}` }));
        fleetEvents({
          ...base,
          at: start + 61_000,
          event: 'instance-changed',
          key: each,
          reference,
          state: 'succeeded',
          runId: `r${index}`,
        });
      }
    });
    const instances = spans.filter(({ name }) => name === 'fleet instance');
    for (const [index, upgrade] of spans.filter(({ name }) => name === 'upgrade').entries()) {
      const parent = instances.find(
        (span) => span.spanContext().spanId === upgrade.parentSpanContext?.spanId,
      );
      expect(parent?.attributes['engine_upgrader.instance']).toBe(keys[index]);
    }
  });

  it('shows what held it and what failed', async () => {
    const { spans } = await record(({ fleetEvents }) => {
      before.forEach(fleetEvents);
      const held = {
        ...base,
        at: start,
        event: 'fleet-held',
        hold: 'draining',
        reason: '1 failed, and none may',
      } as const;
      const failed = {
        ...base,
        at: start,
        event: 'instance-changed',
        key,
        reference,
        state: 'failed',
        reason: 'refused',
      } as const;
      [failed, held, { ...base, at: start + 1, event: 'fleet-ended', state: 'stopped' } as const].forEach(
        fleetEvents,
      );
    });
    expect(named(spans, 'fleet instance').status).toEqual({ code: SpanStatusCode.ERROR, message: 'refused' });
    expect(named(spans, 'fleet').events[0]).toMatchObject({ name: 'held' });
    // Nothing is left open.
    expect(spans.map(({ name }) => name).toSorted()).toEqual(['fleet', 'fleet instance', 'wave']);
  });
});

describe('telemetry without an SDK', () => {
  it('does nothing', () => {
    const telemetry = createTelemetry();
    for (const event of run('succeeded')) expect(telemetry.upgradeEvents(event)).toBe(undefined);
  });
});
