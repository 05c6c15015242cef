import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMaintenanceWindow, maintenanceWindow } from './maintenance-window.ts';

const day = 86_400_000;
const at = (text: string): number => Date.parse(`2026-01-${text}:00Z`);
const two = (value: number): string => String(value).padStart(2, '0');
const clockTime = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));

describe('the next maintenance window', () => {
  it.each([
    ['18:00Z-22:00Z', '15T12:00', '15T18:00', '15T22:00'],
    ['18:00Z-22:00Z', '15T20:00', '15T18:00', '15T22:00'],
    ['18:00Z-22:00Z', '15T22:00', '16T18:00', '16T22:00'],
    ['22:00Z-02:00Z', '15T23:30', '15T22:00', '16T02:00'],
    ['22:00Z-02:00Z', '15T01:00', '14T22:00', '15T02:00'],
    ['22:00Z-02:00Z', '15T02:00', '15T22:00', '16T02:00'],
  ])('of %s at %s is %s to %s', (window, time, from, until) => {
    expect(maintenanceWindow(window, at(time))).toEqual({ from: at(from), until: at(until) });
  });

  it('has not closed, opens within a day, and keeps its length and hour', () => {
    fc.assert(
      fc.property(clockTime, clockTime, fc.integer({ min: 2 * day, max: 2 ** 41 }), (from, to, time) => {
        const text = `${two(from[0])}:${two(from[1])}Z-${two(to[0])}:${two(to[1])}Z`;
        const window = maintenanceWindow(text, time);
        const length = ((to[0] - from[0]) * 60 + to[1] - from[1]) * 60_000;
        expect(window).toBeDefined();
        if (!window) return;
        expect(window.until).toBeGreaterThan(time);
        expect(window.until - day).toBeLessThanOrEqual(time);
        expect(window.until - window.from).toBe(length > 0 ? length : length + day);
        expect(window.from % day).toBe((from[0] * 60 + from[1]) * 60_000);
      }),
    );
  });

  it('is none of a text that is no window', () => {
    for (const text of ['', '18:00-22:00', '25:00Z-26:00Z', '18:60Z-19:00Z', 'soon']) {
      expect(maintenanceWindow(text, 0)).toBeUndefined();
      expect(isMaintenanceWindow(text)).toBe(false);
    }
    expect(isMaintenanceWindow(undefined)).toBe(false);
  });
});
