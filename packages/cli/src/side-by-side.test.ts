import { expect, test } from 'vitest';
import { sideBySide } from './side-by-side.ts';

test('never more at a time than the limit, and the results in order', async () => {
  let under = 0;
  let most = 0;
  const results = await sideBySide([5, 4, 3, 2, 1], 2, async (turns) => {
    under += 1;
    most = Math.max(most, under);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    under -= 1;
    return turns * 10;
  });
  expect(results).toEqual([50, 40, 30, 20, 10]);
  expect(most).toBe(2);
});

test('nothing to do is done at once', async () => {
  expect(await sideBySide([], 3, async () => 1)).toEqual([]);
});
