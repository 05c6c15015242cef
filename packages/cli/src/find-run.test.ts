import type { RunSummary } from '@engine-upgrader/core';
import { expect, test } from 'vitest';
import { chooseRun } from './find-run.ts';
import { errorOf, valueOf } from './testing/unwrap.ts';

function run(runId: string): RunSummary {
  return {
    runId,
    planId: `plan-${runId}`,
    provider: 'example',
    reference: 'example://ex-north/db-1',
    from: '1.0',
    to: '2.0',
    scope: 'example/default/ex-north',
    state: 'running',
    createdAt: 0,
    nextLookAt: 0,
  };
}

const runs = [run('abcd1111'), run('abcd2222'), run('ef01'), run('ef0123')];

test('an id, or the beginning of one that no other has, names its run', () => {
  expect(valueOf(chooseRun(runs, 'abcd1')).runId).toBe('abcd1111');
  expect(valueOf(chooseRun(runs, 'ef01')).runId).toBe('ef01');
});

test.each([
  ['abc', 'too short'],
  ['abcd', 'abcd1111, abcd2222'],
  ['9999', 'no run "9999"'],
])('%s is refused: %s', (text, why) => {
  expect(errorOf(chooseRun(runs, text)).message).toContain(why);
});
