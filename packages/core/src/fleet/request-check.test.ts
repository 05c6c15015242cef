import { describe, expect, it } from 'vitest';
import { errorOf, valueOf } from '../testing/results.ts';
import { checkFleetRequest } from './request-check.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

describe('a request', () => {
  it('with everything is taken as it is', () => {
    const request = {
      name: 'all',
      to: 'newest',
      select: {
        references: ['aws-dms://'],
        tags: { a: 'b' },
        name: 'x*',
        versions: ['3.5.*'],
        forcedBefore: now,
      },
      canary: { size: 1, bake: 5 },
      waves: [{ name: 'a', tags: { stage: 'test' } }, { size: '10%' }],
      maxConcurrency: '10%',
      maxConcurrencyPerScope: 5,
      maxErrors: 0,
      calendar: {
        timeZone: 'Europe/Berlin',
        days: ['mon'],
        hours: { from: '22:00', to: '04:00' },
        freezes: [],
      },
      approval: 'transitions',
      deadline: now,
    };
    expect(valueOf(checkFleetRequest(request, now))).toEqual(request);
  });

  it.each<[string, object, RegExp]>([
    ['an unknown key', { maxConcurency: 5 }, /maxConcurency/],
    ['an unknown key of a wave', { waves: [{ sise: 5 }] }, /sise/],
    ['an empty name', { name: '' }, /name/],
    ['a negative bake time', { canary: { bake: -1 } }, /canary/],
    ['a time zone that is none', { calendar: { timeZone: 'Mars' } }, /"Mars" is no time zone/],
    [
      'a time that is none',
      { calendar: { hours: { from: '25:00', to: '02:00' } } },
      /"25:00" is no time of day/,
    ],
    [
      'a date that is none',
      { calendar: { freezes: [{ from: '2026-02-30', to: '2026-03-01' }] } },
      /"2026-02-30" is no date/,
    ],
    [
      'a freeze that ends before it begins',
      { calendar: { freezes: [{ from: '2026-03-02', to: '2026-03-01' }] } },
      /ends before it begins/,
    ],
    ['no day', { calendar: { days: [] } }, /never opens/],
    [
      'a calendar that never opens',
      { calendar: { freezes: [{ from: '2026-01-01', to: '2030-01-01' }] } },
      /does not open within 400 days/,
    ],
  ])('with %s is refused in one line', (_what, more, message) => {
    const error = errorOf(checkFleetRequest({ name: 'all', to: 'newest', ...more }, now));
    expect(error.kind).toBe('invalid-input');
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });

  it.each([null, undefined, 'all', [], {}])('that is %j is refused', (request) => {
    expect(errorOf(checkFleetRequest(request, now)).kind).toBe('invalid-input');
  });
});
