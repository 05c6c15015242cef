import type { FleetProgress, WaveRun } from '@engine-upgrader/core/fleet';
import { expect, test } from 'vitest';
import { waitsFor } from './waits-for.ts';

const at = Date.UTC(2027, 0, 1, 22);

function standing(
  state: WaveRun['state'],
  more: Partial<FleetProgress> = {},
): Parameters<typeof waitsFor>[0] {
  const waves = [
    { name: 'canary', state: 'over', counts: {}, instances: 1 },
    { name: 'half', state, counts: {}, instances: 9 },
  ] as const;
  return { state: 'running', counts: { waiting: 9 }, waves, nextLookAt: at, ...more };
}

test.each<[WaveRun['state'], string]>([
  ['preparing', 'waits for the hook before wave "half"'],
  ['finishing', 'waits for the hook after wave "half"'],
  ['baking', 'wave "half" bakes until 2027-01-01T22:00:00Z'],
  ['waiting', 'wave "half" waits for the calendar to open; next look at 2027-01-01T22:00:00Z'],
  ['running', 'wave "half" waits for the calendar to open; next look at 2027-01-01T22:00:00Z'],
])('a wave that is %s', (state, text) => {
  expect(waitsFor(standing(state))).toBe(text);
});

test.each<[string, Partial<FleetProgress>]>([
  ['instances are under way', { counts: { running: 1 } }],
  ['a person holds it', { hold: { hold: 'paused', since: 0, reason: 'a person paused it' } }],
  ['it has ended', { state: 'ended' }],
])('nothing, where %s', (_what, more) => {
  expect(waitsFor(standing('baking', more))).toBeUndefined();
});
