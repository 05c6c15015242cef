import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, isTimeZone, minutesOf, nextOpening } from './calendar.ts';
import type { Calendar, Weekday } from './request.ts';

const at = (text: string): number => Date.parse(text);
const minute = 60_000;
const opens = (calendar: Calendar, from: string): string | undefined => {
  const opening = nextOpening(calendar, at(from));
  return opening === undefined ? undefined : new Date(opening).toISOString();
};

describe('a calendar', () => {
  it('is open all the time where it says nothing', () => {
    expect(isOpen({}, at('2026-12-24T13:14:15Z'))).toBe(true);
    expect(nextOpening(undefined, 5)).toBe(5);
  });

  it('opens from its beginning until before its end, in its own time zone', () => {
    const calendar: Calendar = { timeZone: 'Asia/Shanghai', hours: { from: '02:00', to: '04:30' } };
    expect(isOpen(calendar, at('2026-11-19T17:59:59.999Z'))).toBe(false);
    expect(isOpen(calendar, at('2026-11-19T18:00:00Z'))).toBe(true);
    expect(isOpen(calendar, at('2026-11-19T20:29:59Z'))).toBe(true);
    expect(isOpen(calendar, at('2026-11-19T20:30:00Z'))).toBe(false);
  });

  it('counts a night as the day on which it begins', () => {
    // 2026-11-20 is a Friday.
    const fridays: Calendar = { days: ['fri'], hours: { from: '22:00', to: '04:00' } };
    expect(isOpen(fridays, at('2026-11-20T03:00:00Z'))).toBe(false);
    expect(isOpen(fridays, at('2026-11-20T22:00:00Z'))).toBe(true);
    expect(isOpen(fridays, at('2026-11-21T03:59:00Z'))).toBe(true);
    expect(isOpen(fridays, at('2026-11-21T22:00:00Z'))).toBe(false);
    expect(opens(fridays, '2026-11-21T04:00:00Z')).toBe('2026-11-27T22:00:00.000Z');
  });

  it('begins nothing at a freeze, both its dates included, not even in a night that began before it', () => {
    const calendar: Calendar = {
      timeZone: 'Europe/Berlin',
      hours: { from: '22:00', to: '04:00' },
      freezes: [{ from: '2026-12-20', to: '2027-01-02' }],
    };
    expect(isOpen(calendar, at('2026-12-19T22:30:00Z'))).toBe(true);
    expect(isOpen(calendar, at('2026-12-19T23:00:00Z'))).toBe(false);
    // At midnight of the 3rd in Berlin the night of the 2nd is still on.
    expect(opens(calendar, '2026-12-25T12:00:00Z')).toBe('2027-01-02T23:00:00.000Z');
  });

  it('follows the clocks of its zone when they are put forward', () => {
    // On 2026-03-29 there is no time from 02:00 to 03:00 in Berlin.
    const inTheGap: Calendar = { timeZone: 'Europe/Berlin', hours: { from: '02:10', to: '02:50' } };
    expect(opens(inTheGap, '2026-03-28T12:00:00Z')).toBe('2026-03-30T00:10:00.000Z');
    const overTheGap: Calendar = { timeZone: 'Europe/Berlin', hours: { from: '02:30', to: '05:00' } };
    expect(opens(overTheGap, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('follows the clocks of its zone when they are put back: the hour is there twice', () => {
    const calendar: Calendar = { timeZone: 'Europe/Berlin', hours: { from: '02:30', to: '02:45' } };
    expect(opens(calendar, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(opens(calendar, '2026-10-25T00:45:00Z')).toBe('2026-10-25T01:30:00.000Z');
  });

  it('finds hours that lie between two quarters', () => {
    expect(opens({ hours: { from: '22:05', to: '22:10' } }, '2026-11-20T12:00:00Z')).toBe(
      '2026-11-20T22:05:00.000Z',
    );
    // All that is left of the night before a freeze.
    const calendar: Calendar = {
      hours: { from: '23:51', to: '00:20' },
      freezes: [
        { from: '2026-11-10', to: '2026-11-20' },
        { from: '2026-11-22', to: '2027-12-31' },
      ],
    };
    expect(opens(calendar, '2026-11-21T01:00:00Z')).toBe('2026-11-21T23:51:00.000Z');
  });

  it('never opens where freezes leave nothing', () => {
    expect(
      nextOpening({ freezes: [{ from: '2026-01-01', to: '2030-01-01' }] }, at('2026-11-20T00:00:00Z')),
    ).toBe(undefined);
    expect(nextOpening({ days: [] }, at('2026-11-20T00:00:00Z'))).toBe(undefined);
  });

  it('knows times of day and time zones', () => {
    expect(['00:00', '23:59', '24:00'].map(minutesOf)).toEqual([0, 1_439, 1_440]);
    for (const wrong of ['24:01', '7:00', '12:60', '25:00', '', '12:00 '])
      expect(minutesOf(wrong), wrong).toBe(undefined);
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Europe/Atlantis')).toBe(false);
  });
});

const time = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const weekday = fc.constantFrom<Weekday[]>('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');
const calendars: fc.Arbitrary<Calendar> = fc.record(
  {
    timeZone: fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Pacific/Chatham',
    ),
    days: fc.uniqueArray(weekday, { minLength: 4 }),
    hours: fc.record({ from: time, to: time }),
    freezes: fc.constantFrom(
      [{ from: '2026-03-29', to: '2026-03-29' }],
      [{ from: '2026-10-24', to: '2026-10-25' }],
    ),
  },
  { requiredKeys: [] },
);
/** Around the days on which clocks are put forward and back. */
const moments = fc
  .tuple(
    fc.constantFrom(
      at('2026-03-07T00:00Z'),
      at('2026-03-28T00:00Z'),
      at('2026-10-03T00:00Z'),
      at('2026-10-24T00:00Z'),
    ),
    fc.nat(60 * 60 * 48),
  )
  .map(([day, seconds]) => day + seconds * 1_000 + 1);

describe('the next opening', () => {
  it('is open, and nothing before it is', () => {
    fc.assert(
      fc.property(calendars, moments, (calendar, moment) => {
        const opening = nextOpening(calendar, moment);
        if (opening === undefined) throw new Error('four days of the week are left: it has to open');
        expect(isOpen(calendar, opening)).toBe(true);
        const first = Math.floor(moment / minute) * minute + minute;
        const last = Math.min(opening, first + 3 * 24 * 60 * minute);
        for (let before = moment; before < last; before = Math.floor(before / minute) * minute + minute) {
          if (before < opening) expect(isOpen(calendar, before)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});
