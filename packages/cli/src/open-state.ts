import {
  invalidInput,
  type Milliseconds,
  type Store,
  type StoreError,
  type UpgradeError,
} from '@engine-upgrader/core';
import { err, ResultAsync, type Result } from 'neverthrow';
import { durationInWords } from './duration.ts';
import type { Io } from './io.ts';

/** How long a state file that another process holds is waited for. */
export const longestWaitForState: Milliseconds = 10_000;

/** How long until the next try; each try waits by itself as well. */
const untilNextTry: Milliseconds = 100;

type StateIo = Pick<Io, 'clock' | 'stderr' | 'openStore'>;

/** Opens the state file; one that another process holds is waited for, within bounds and with a word about it. */
export function openState(io: StateIo, path: string): ResultAsync<Store, UpgradeError> {
  return new ResultAsync(path === '' ? Promise.resolve(err(noPlaceForState)) : opened(io, path));
}

async function opened(io: StateIo, path: string): Promise<Result<Store, UpgradeError>> {
  const { clock, stderr } = io;
  const now = (): Milliseconds => clock.monotonic?.() ?? clock.now();
  const startedAt = now();
  for (let tries = 1; ; tries += 1) {
    const store = await io.openStore(path);
    if (store.isOk() || store.error.cause !== 'locked') return store;
    if (now() - startedAt >= longestWaitForState) return err(heldTooLong(store.error, path));
    if (tries === 1) stderr.write(`Waiting for state file ${path}, which another process holds …\n`);
    await clock.sleep(untilNextTry);
  }
}

function heldTooLong(error: StoreError, path: string): StoreError {
  const waited = durationInWords(longestWaitForState);
  const message = `state file ${path} is held by another process, waited ${waited}; the file is as it was, and nothing was changed. Try again when that process is done`;
  return { ...error, message };
}

const noPlaceForState: UpgradeError = invalidInput(
  'state',
  'there is no home folder for the state file; give --state FILE, or set ENGINE_UPGRADER_STATE. Nothing was changed',
);
