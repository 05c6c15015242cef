import type { UpgradeError } from '@engine-upgrader/core';
import { expect, test } from 'vitest';
import { exitCodeOfError, exitCodeOfOutcome, exitCodeOfSeveral } from './exit-code.ts';

const message = 'as it is';
const errors: readonly (readonly [UpgradeError, number])[] = [
  [{ kind: 'invalid-input', input: 'to', message }, 2],
  [{ kind: 'not-found', reference: 'x', message }, 2],
  [{ kind: 'downgrade', from: '2', to: '1', message }, 2],
  [{ kind: 'version-not-offered', from: '1', offered: [], message }, 2],
  [{ kind: 'invalid-document', cause: 'edited', message }, 2],
  [{ kind: 'store', cause: 'no-such-run', message }, 2],
  [{ kind: 'store', cause: 'damaged', message }, 1],
  [{ kind: 'claimed', claims: [], message }, 1],
  [{ kind: 'unavailable', message }, 1],
  [{ kind: 'credentials', cause: 'permission', message }, 4],
  [{ kind: 'precondition', failed: [], unaccepted: [], message }, 5],
  [{ kind: 'stale-plan', moved: [], message }, 6],
  [{ kind: 'still-running', cause: 'timeout', runId: 'r', message }, 7],
  [{ kind: 'still-running', cause: 'aborted', runId: 'r', message }, 130],
];

test.each(errors)('%o ends with %i', (error, code) => {
  expect(exitCodeOfError(error)).toBe(code);
});

test('an outcome ends with its own code', () => {
  expect(exitCodeOfOutcome({ result: 'succeeded' })).toBe(0);
  expect(exitCodeOfOutcome({ result: 'failed' })).toBe(1);
  expect(exitCodeOfOutcome({ result: 'needs-operator' })).toBe(8);
  expect(exitCodeOfOutcome({ result: 'cancelled' })).toBe(9);
  expect(exitCodeOfOutcome({ result: 'failed', error: { kind: 'stale-plan', moved: [], message } })).toBe(6);
  expect(exitCodeOfOutcome({ result: 'failed', error: { kind: 'invalid-input', input: 'x', message } })).toBe(
    1,
  );
});

test.each([
  [[], 0],
  [[0, 0], 0],
  [[5], 5],
  [[5, 5], 5],
  [[0, 5], 3],
  [[1, 5], 3],
  [[0, 7], 7],
  [[1, 7], 3],
  [[0, 1, 130], 130],
])('several that end with %j end with %i', (codes, code) => {
  expect(exitCodeOfSeveral(codes)).toBe(code);
});
