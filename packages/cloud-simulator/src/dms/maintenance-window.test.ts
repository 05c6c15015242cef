import { expect, test } from 'vitest';
import { nextOpening, parseMaintenanceWindow } from './maintenance-window.ts';

const opening = (text: string, now: string): string => {
  const window = parseMaintenanceWindow(text);
  if (window === undefined) throw new Error(`${text} is no window`);
  return new Date(nextOpening(window, Date.parse(now))).toISOString();
};

test.each([
  ['sun:06:00-sun:14:00', '2026-11-20T12:00:00Z', '2026-11-22T06:00:00.000Z'],
  ['sun:06:00-sun:14:00', '2026-11-22T05:59:59Z', '2026-11-22T06:00:00.000Z'],
  ['Mon:23:45-Tue:00:30', '2026-11-20T12:00:00Z', '2026-11-23T23:45:00.000Z'],
])('%s opens after %s at %s', (text, now, expected) => {
  expect(opening(text, now)).toBe(expected);
});

test('inside the window it is now, unless less than 30 minutes are left', () => {
  expect(opening('sun:06:00-sun:14:00', '2026-11-22T13:30:00Z')).toBe('2026-11-22T13:30:00.000Z');
  expect(opening('sun:06:00-sun:14:00', '2026-11-22T13:31:00Z')).toBe('2026-11-29T06:00:00.000Z');
  expect(opening('sat:23:00-sun:01:00', '2026-11-22T00:10:00Z')).toBe('2026-11-22T00:10:00.000Z');
});

test.each(['', 'sun:06:00', 'sun:06:00-sun:06:29', 'xxx:06:00-sun:14:00', 'sun:24:00-mon:01:00'])(
  '%j is no window',
  (text) => {
    expect(parseMaintenanceWindow(text)).toBeUndefined();
  },
);
