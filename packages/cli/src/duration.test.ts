import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { durationInWords, formatDuration, parseDuration } from './duration.ts';

test.each([
  ['200ms', 200],
  ['15s', 15_000],
  ['1.5s', 1_500],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
])('%s is %i milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(['', '5', 's', '-5s', '5 s', '5x', '1e3s', '5mm'])('"%s" is no length of time', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('what is written is read back', () => {
  assert(
    property(integer({ min: 1, max: 1e9 }), (duration) => {
      expect(parseDuration(formatDuration(duration))).toBe(duration);
    }),
  );
});

test.each([
  [98, '98 ms'],
  [5_800, '5.8 s'],
  [65_000, '1 min 5 s'],
  [3_600_000, '1 h'],
  [93_600_000, '1 d 2 h'],
])('%i milliseconds are %s in words', (duration, words) => {
  expect(durationInWords(duration)).toBe(words);
});
