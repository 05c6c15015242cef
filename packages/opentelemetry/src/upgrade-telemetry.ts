import type { EventSink, UpgradeEvent } from '@engine-upgrader/core';
import type { Attributes } from '@opentelemetry/api';
import type { Instruments } from './instruments.ts';
import type { Spans } from './spans.ts';

type EventOf<Name extends UpgradeEvent['event']> = Extract<UpgradeEvent, { readonly event: Name }>;

const runKey = (runId: string): string => `run ${runId}`;
const stepKey = (runId: string, stepId: string): string => `run ${runId} step ${stepId}`;

/** Turns what happens to runs into a span for each, one for each step, and metrics. */
export function upgradeTelemetry(
  spans: Spans,
  instruments: Instruments,
  parentOf: (reference: string) => string | undefined,
): EventSink {
  const step = ({ runId, stepId, at }: { runId: string; stepId: string; at: number }, title = stepId) => {
    const attributes = { 'engine_upgrader.run.id': runId, 'engine_upgrader.step.id': stepId };
    // Its run may have begun in another process.
    spans.begin(runKey(runId), 'upgrade', at, { 'engine_upgrader.run.id': runId });
    return spans.begin(stepKey(runId, stepId), title, at, attributes, runKey(runId));
  };
  return (event) => {
    switch (event.event) {
      case 'run-started':
        spans.begin(runKey(event.runId), 'upgrade', event.at, attributesOf(event), parentOf(event.reference));
        return;
      case 'looked':
        instruments.looks.add(1);
        return;
      case 'step-opened':
        step(event, event.title);
        return;
      case 'step-waiting':
        step(event).addEvent('waiting', { 'engine_upgrader.reason': event.reason }, event.at);
        return;
      case 'intent-stored': {
        const { operation, attempt, send } = event;
        const about = { 'engine_upgrader.operation': operation, 'engine_upgrader.attempt': attempt };
        step(event).addEvent('intent stored', { ...about, 'engine_upgrader.send': send }, event.at);
        return;
      }
      case 'call-answered': {
        const about: Attributes = {
          'engine_upgrader.operation': event.operation,
          'engine_upgrader.answer': event.answer,
        };
        instruments.calls.add(1, about);
        step(event).addEvent('call answered', { ...about, ...errorType(event) }, event.at);
        return;
      }
      case 'read-counted': {
        const about = { 'engine_upgrader.says': event.says, 'engine_upgrader.reads': event.reads };
        step(event).addEvent('read counted', about, event.at);
        return;
      }
      case 'step-ended': {
        const { runId, stepId, at, state, reason } = event;
        const failed = state === 'failed' || state === 'operator';
        const about = { 'engine_upgrader.step.state': state };
        const took = spans.end(stepKey(runId, stepId), at, about, failed ? (reason ?? state) : undefined);
        if (took !== undefined) instruments.stepDuration.record(took, about);
        return;
      }
      case 'run-ended': {
        const { runId, at, result, summary } = event;
        const about = { 'engine_upgrader.result': result };
        spans.endBelow(`${runKey(runId)} `, at);
        const failed = result === 'failed' || result === 'needs-operator';
        const took = spans.end(runKey(runId), at, about, failed ? summary : undefined);
        instruments.upgrades.add(1, about);
        if (took !== undefined) instruments.upgradeDuration.record(took, about);
      }
    }
  };
}

function attributesOf({ runId, reference, from, to }: EventOf<'run-started'>): Attributes {
  return {
    'engine_upgrader.run.id': runId,
    'engine_upgrader.reference': reference,
    'engine_upgrader.provider': reference.split('://')[0] ?? '',
    'engine_upgrader.version.from': from,
    'engine_upgrader.version.to': to,
  };
}

function errorType({ error }: EventOf<'call-answered'>): Attributes {
  return error ? { 'error.type': error.kind } : {};
}
