import { expect, test } from 'vitest';
import { noStyle, styleFor, unstyled } from './style.ts';
import { table } from './table.ts';

test('columns are as wide as their widest cell', () => {
  expect(
    table(
      ['a', 'long head'],
      [
        ['cell one', 'x'],
        ['y', 'z'],
      ],
      noStyle,
    ),
  ).toBe('A         LONG HEAD\ncell one  x\ny         z\n');
});

test('colours do not count as width', () => {
  const style = styleFor({ write: () => {}, isTerminal: true }, {});
  const coloured = table(['a', 'b'], [[style.red('xx'), 'y']], style);
  expect(unstyled(coloured)).toBe('A   B\nxx  y\n');
});
