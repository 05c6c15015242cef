import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMaintenanceWindow, maintenanceWindow } from './maintenance-window.ts';

const day = 24 * 3_600_000;
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const times = fc.record({ day: fc.constantFrom(...days), hour: fc.nat(23), minute: fc.nat(59) });
const two = (number: number): string => String(number).padStart(2, '0');

describe('the maintenance window', () => {
  it('is the first in which something queued then is applied: half an hour of it is left', () => {
    const instants = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(times, fc.integer({ min: 30, max: 7 * 24 * 60 - 1 }), instants, (opens, length, after) => {
        const index = days.indexOf(opens.day) * 1_440 + opens.hour * 60 + opens.minute;
        const closes = (index + length) % (7 * 1_440);
        const closing = `${days[Math.floor(closes / 1_440)]}:${two(Math.floor(closes / 60) % 24)}:${two(closes % 60)}`;
        const text = `${opens.day}:${two(opens.hour)}:${two(opens.minute)}-${closing}`;
        const window = maintenanceWindow(text, after);
        if (!window) throw new Error(`${text} is a window`);
        expect(window.until - window.from).toBe(length * 60_000);
        expect(new Date(window.from).getUTCDay()).toBe(days.indexOf(opens.day));
        expect(new Date(window.from).getUTCHours()).toBe(opens.hour);
        expect(window.until - 30 * 60_000).toBeGreaterThanOrEqual(after);
        expect(window.until - 7 * day - 30 * 60_000).toBeLessThan(after);
      }),
    );
  });

  it('is none where the text is none', () => {
    for (const text of [
      '',
      'sun:06:00',
      'xxx:06:00-sun:14:00',
      'sun:25:00-sun:14:00',
      'sun:06:00-sun:06:00',
    ]) {
      expect(isMaintenanceWindow(text)).toBe(false);
    }
    expect(isMaintenanceWindow('sun:06:00-sun:14:00')).toBe(true);
    expect(isMaintenanceWindow(undefined)).toBe(false);
  });
});
