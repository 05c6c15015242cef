import { expect, test } from 'vitest';
import { Recorded } from './recorded.ts';

test('a read sees what was visible at its moment, the truth is the last change', () => {
  const recorded = new Recorded('one', 0);
  recorded.set('two', 100);
  recorded.set('three', 200);
  expect(recorded.truth).toBe('three');
  expect([50, 100, 199, 200].map((moment) => recorded.at(moment))).toEqual(['one', 'two', 'two', 'three']);
});

test('a resource is not seen before it exists, nor after it is gone, but an older read still sees it', () => {
  const recorded = new Recorded('one', 100);
  recorded.set(undefined, 200);
  expect([99, 100, 200].map((moment) => recorded.at(moment))).toEqual([undefined, 'one', undefined]);
  expect(recorded.truth).toBeUndefined();
});

test('a later change never shows before an earlier one that was delayed', () => {
  const recorded = new Recorded('one', 0);
  recorded.set('two', 500);
  recorded.set('three', 100);
  expect(recorded.at(400)).toBe('one');
  expect(recorded.at(500)).toBe('three');
});
