import type { UpgradeError } from '@engine-upgrader/core';
import { expect, test } from 'vitest';
import { heldState, longestHold, watchHeldState } from './held-state.ts';

const locked: UpgradeError = { kind: 'store', cause: 'locked', message: 'held' };
const throttled: UpgradeError = { kind: 'throttled', message: 'slow down' };

/** Looks at a problem, or at none, at each of some times. @returns whether the wait is over */
function givesUp(...looks: readonly (readonly [at: number, problem?: UpgradeError])[]): boolean {
  let time = 0;
  const watch = watchHeldState({ now: () => time, sleep: async () => undefined });
  for (const [at, problem] of looks) {
    time = at;
    watch.look(problem === undefined ? {} : { problem });
  }
  return watch.tooLong.aborted;
}

test('a state file that is held without a break is waited for within bounds', () => {
  expect(givesUp([0, locked], [longestHold - 1, locked])).toBe(false);
  expect(givesUp([0, locked], [longestHold, locked])).toBe(true);
});

test('each time that it was let go the wait begins anew; other problems do not count', () => {
  expect(givesUp([0, locked], [longestHold - 1], [longestHold, locked], [longestHold + 1, locked])).toBe(
    false,
  );
  expect(givesUp([0, throttled], [longestHold, throttled])).toBe(false);
});

test('the error names the file, how long was waited, and the command that goes on', () => {
  const { message } = heldState({ stateFile: 'my state.db', stateNamed: true }, 'abcd');
  expect(message).toBe(
    "state file my state.db is held by another process, waited 1 min; run abcd is unharmed. When that process is done, go on with `engine-upgrader resume abcd --state 'my state.db'`",
  );
});
