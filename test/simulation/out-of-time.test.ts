import type { UpgradeEvent } from '@engine-upgrader/core';
import { expect, it } from 'vitest';
import { isOutOfTime, type TimedEvent } from './out-of-time.ts';

const base = { at: 0, runId: 'run', stepId: 'a' };
const sent = (at: number): TimedEvent => ({
  at,
  event: { ...base, event: 'intent-stored', operation: 'Upgrade', token: 't', attempt: 1, send: 1 },
});
const ended = (at: number, stepId = 'a'): TimedEvent => ({
  at,
  event: { ...base, stepId, event: 'step-ended', state: 'operator' } satisfies UpgradeEvent,
});
const faults = { until: 150, limit: 120 };

it('is out of time where a full limit passed after the last call, and calls failed to the end of it', () => {
  expect(isOutOfTime(['a'], [sent(10), ended(130)], faults)).toBe(true);
});

it.each([
  ['nothing is left to a person', [], [sent(10), ended(130)]],
  ['it was given up before its limit', ['a'], [sent(10), ended(129)]],
  ['it went out again meanwhile', ['a'], [sent(10), sent(20), ended(139)]],
  ['the faults were over by then', ['a'], [sent(10), ended(150)]],
  ['it was never sent', ['a'], [ended(130)]],
  ['another step was left too, for another reason', ['a', 'b'], [sent(10), ended(130), ended(140, 'b')]],
])('is not where %s', (_what, left, events) => {
  expect(isOutOfTime(left, events, faults)).toBe(false);
});
