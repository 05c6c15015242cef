import { redact, type StoreError } from '../contract/errors.ts';

/** Makes a {@link StoreError}. */
export function storeError(cause: StoreError['cause'], message: string): StoreError {
  return { kind: 'store', cause, message: redact(message) };
}

/** A store was asked for something after `close`. */
export const storeIsClosed: StoreError = storeError('failed', 'the store is closed; open it again');

/** A run's id is taken by another plan's run. */
export function runIdTaken(runId: string): StoreError {
  return storeError('failed', `run ${runId} exists already, started by another plan; nothing was stored`);
}

/** A wish for a run that is not in the store. */
export function noSuchRun(runId: string): StoreError {
  return storeError('no-such-run', `no run ${runId} in this store; \`list\` shows those there are`);
}
