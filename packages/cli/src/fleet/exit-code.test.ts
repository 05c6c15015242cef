import type { FleetProgress } from '@engine-upgrader/core/fleet';
import { expect, test } from 'vitest';
import { exitCodeOfFleet } from './exit-code.ts';

type Standing = Pick<FleetProgress, 'counts'> & Partial<Pick<FleetProgress, 'state' | 'hold'>>;
const hold = (how: 'draining' | 'cancelling') => ({ hold: how, since: 0, reason: 'a person said so' });

test.each<[string, Standing, number]>([
  ['all succeeded', { counts: { succeeded: 9 } }, 0],
  ['all failed', { counts: { failed: 9 } }, 1],
  ['some failed', { counts: { failed: 2, succeeded: 7 } }, 3],
  [
    'the canary failed, and nothing else began',
    { state: 'stopped', counts: { failed: 1, 'not-begun': 8 } },
    1,
  ],
  [
    'some failed, and the others were not begun',
    { state: 'stopped', counts: { failed: 1, succeeded: 2, 'not-begun': 6 } },
    3,
  ],
  ['still running', { state: 'running', counts: { succeeded: 1, running: 2, failed: 1 } }, 7],
  ['all need an operator', { state: 'stopped', counts: { 'needs-operator': 3 } }, 8],
  ['cancelled', { state: 'stopped', hold: hold('cancelling'), counts: { cancelled: 3, 'not-begun': 6 } }, 9],
  [
    'cancelled before anything began',
    { state: 'stopped', hold: hold('cancelling'), counts: { 'not-begun': 6 } },
    9,
  ],
  [
    'drained: resume goes on',
    { state: 'stopped', hold: hold('draining'), counts: { succeeded: 3, 'not-begun': 6 } },
    7,
  ],
  ['vetoed, all of them', { counts: { vetoed: 2 } }, 9],
])('%s', (_what, standing, code) => {
  expect(exitCodeOfFleet({ state: 'ended', ...standing })).toBe(code);
});
