import { type Clock, createMemoryStore, type Store, type StoreError } from '@engine-upgrader/core';
import { errAsync, okAsync } from 'neverthrow';
import { expect, test } from 'vitest';
import type { Io } from './io.ts';
import { openState } from './open-state.ts';
import { errorOf, valueOf } from './testing/unwrap.ts';

const path = '/state/state.db';
const locked: StoreError = { kind: 'store', cause: 'locked', message: 'held' };

/** A state file that another process lets go after a time; a try takes two seconds, as SQLite's own wait does. */
function heldUntil(free: number, error: StoreError = locked) {
  let time = 0;
  const said: string[] = [];
  const clock: Clock = {
    now: () => time,
    sleep: async (duration) => void (time += duration),
  };
  const store: Store = createMemoryStore();
  const io: Pick<Io, 'clock' | 'stderr' | 'openStore'> = {
    clock,
    stderr: { isTerminal: false, write: (text) => void said.push(text) },
    openStore: () => {
      if (time >= free) return okAsync(store);
      time += 2_000;
      return errAsync(error);
    },
  };
  return { io, said, store, time: () => time };
}

test('a state file that is let go in time is opened, and the wait was told once', async () => {
  const { io, said, store } = heldUntil(6_000);
  expect(valueOf(await openState(io, path))).toBe(store);
  expect(said).toEqual([`Waiting for state file ${path}, which another process holds …\n`]);
});

test('one that is free is opened without a word', async () => {
  const { io, said } = heldUntil(0);
  valueOf(await openState(io, path));
  expect(said).toEqual([]);
});

test('one that is held for good is given up after ten seconds, in one line', async () => {
  const { io, time } = heldUntil(Number.POSITIVE_INFINITY);
  const error = errorOf(await openState(io, path));
  expect(error.message).toMatch(
    /^state file \/state\/state\.db is held by another process, waited 10 s; .*nothing was changed/,
  );
  expect(time()).toBeGreaterThanOrEqual(10_000);
  expect(time()).toBeLessThan(15_000);
});

test('what is no passing fault is not waited for', async () => {
  const damaged: StoreError = { kind: 'store', cause: 'damaged', message: 'damaged' };
  const { io, said, time } = heldUntil(6_000, damaged);
  expect(errorOf(await openState(io, path))).toEqual(damaged);
  expect(time()).toBe(2_000);
  expect(said).toEqual([]);
});

test('where there is no place for it, what to give is said', async () => {
  const error = errorOf(await openState(heldUntil(0).io, ''));
  expect(error.kind).toBe('invalid-input');
  expect(error.message).toContain('--state FILE');
});
