import { expect, test } from 'vitest';
import { folded } from './folded.ts';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

test('a short list is shown whole', () => {
  expect(folded(lines(40))).toEqual(lines(40));
});

test('a long one is shown by its ends, and says how much is left out', () => {
  const shown = folded(lines(600));
  expect(shown.length).toBeLessThan(40);
  expect(shown[0]).toBe('line 1');
  expect(shown.at(-1)).toBe('line 600');
  expect(shown).toContain('… 568 more in between; all of them with plan -o json');
});
