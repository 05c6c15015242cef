import { array, assert, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { fit } from './fit.ts';
import { styleFor, unstyled } from './style.ts';

const output = (isTerminal: boolean) => ({ write: () => {}, isTerminal });
const style = styleFor(output(true), {});

test('a line is never as wide as the terminal, and keeps its colours', () => {
  assert(
    property(array(string({ maxLength: 20 })), integer({ min: 20, max: 80 }), (parts, width) => {
      const line = parts.map((part, index) => (index % 2 === 0 ? part : style.red(part))).join('');
      const fitted = fit(line, width);
      expect(unstyled(fitted).length).toBeLessThan(width);
      if (unstyled(line).length < width) expect(fitted).toBe(line);
    }),
  );
});

test('colours only on a terminal, and not where NO_COLOR is set', () => {
  expect(styleFor(output(true), {}).red('x')).not.toBe('x');
  expect(styleFor(output(false), {}).red('x')).toBe('x');
  expect(styleFor(output(true), { NO_COLOR: '1' }).red('x')).toBe('x');
});
