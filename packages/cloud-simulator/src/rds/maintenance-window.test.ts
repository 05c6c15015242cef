import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMaintenanceWindow, windowLength, windowOpening } from './maintenance-window.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 10, 12);

describe('a maintenance window', () => {
  it('opens later today, or tomorrow', () => {
    const window = { start: 18 * 60, end: 22 * 60 };
    expect(windowOpening(window, noon)).toBe(noon + 6 * hour);
    expect(windowOpening(window, noon + 10 * hour)).toBe(noon + 30 * hour);
  });

  it('may cross midnight', () => {
    const window = parseMaintenanceWindow('22:00Z-02:00Z');
    expect(window).toEqual({ start: 22 * 60, end: 2 * 60 });
    if (window === undefined) return;
    expect(windowLength(window)).toBe(4 * hour);
    expect(windowOpening(window, noon - 11 * hour)).toBe(noon - 14 * hour);
  });

  it('is open at its opening, and either open now or opens within a day', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, minute, fc.nat(10 * 24 * hour), (start, end, after) => {
        fc.pre(start !== end);
        const window = { start, end };
        const now = noon + after;
        const opening = windowOpening(window, now);
        expect(opening + windowLength(window)).toBeGreaterThan(now);
        expect(opening - now).toBeLessThanOrEqual(24 * hour);
        expect(new Date(opening).getUTCHours() * 60 + new Date(opening).getUTCMinutes()).toBe(start);
      }),
    );
  });

  it.each(['', '18:00-22:00', '24:00Z-02:00Z', '18:00Z-18:00Z', '18:60Z-19:00Z'])('is not %j', (text) => {
    expect(parseMaintenanceWindow(text)).toBeUndefined();
  });
});
