import type { ForecastPause } from '@engine-upgrader/core';
import { expect, test } from 'vitest';
import { pauseLines } from './pauses.ts';
import { styleFor } from './style.ts';

const plain = styleFor({ isTerminal: false, write: () => undefined }, {});
const pause = (name: string, inPlace: number, beside?: number): ForecastPause => ({
  member: `aws-dms://us-east-1/orders/${name}`,
  pauses: {
    'in-place': inPlace * 60_000,
    ...(beside === undefined ? {} : { 'side-by-side': beside * 60_000 }),
  },
});

test('one task has a line of its own, with its pause by each strategy', () => {
  expect(pauseLines([pause('orders-cdc', 14, 8)], plain)).toEqual([
    'PAUSE       IN PLACE  SIDE BY SIDE',
    'orders-cdc  14 min    8 min',
  ]);
});

test('200 tasks that pause alike share a line', () => {
  const many = Array.from({ length: 198 }, (_, index) => pause(`task-${index}`, 14, 8));
  expect(pauseLines([pause('old', 0, 0), ...many, pause('new', 0, 0)], plain)).toEqual([
    'PAUSE                                IN PLACE  SIDE BY SIDE',
    'task-0, task-1, task-2 and 195 more  14 min    8 min',
    'old, new                             none      none',
  ]);
});

test('a strategy that only some have is none for the others', () => {
  expect(pauseLines([pause('a', 14), pause('b', 14, 8)], plain)).toEqual([
    'PAUSE  IN PLACE  SIDE BY SIDE',
    'a      14 min    no way',
    'b      14 min    8 min',
  ]);
});

test('nothing is shown where nothing is told', () => {
  expect(pauseLines([], plain)).toEqual([]);
});
