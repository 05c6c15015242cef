import type { UpgradeError, UpgradeOutcome } from '@engine-upgrader/core';

/** What the process ends with. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  someFailed: 3,
  credentials: 4,
  precondition: 5,
  stalePlan: 6,
  stillRunning: 7,
  needsOperator: 8,
  cancelled: 9,
  interrupted: 130,
} as const;

/** The exit code of an error. */
export function exitCodeOfError(error: UpgradeError): number {
  switch (error.kind) {
    case 'invalid-input':
    case 'invalid-document':
    case 'not-found':
    case 'unsupported':
    case 'version-not-offered':
    case 'downgrade':
      return exitCode.usage;
    case 'store':
      return error.cause === 'no-such-run' ? exitCode.usage : exitCode.failed;
    case 'credentials':
      return exitCode.credentials;
    case 'precondition':
      return exitCode.precondition;
    case 'stale-plan':
      return exitCode.stalePlan;
    case 'still-running':
      return error.cause === 'aborted' ? exitCode.interrupted : exitCode.stillRunning;
    case 'claimed':
    case 'throttled':
    case 'unavailable':
    case 'malformed-answer':
    case 'rejected':
    case 'upgrade-failed':
    case 'internal':
      return exitCode.failed;
  }
}

/** The exit code of an outcome. */
export function exitCodeOfOutcome(outcome: Pick<UpgradeOutcome<never>, 'result' | 'error'>): number {
  switch (outcome.result) {
    case 'succeeded':
      return exitCode.done;
    case 'needs-operator':
      return exitCode.needsOperator;
    case 'cancelled':
      return exitCode.cancelled;
    case 'failed': {
      const { error } = outcome;
      // A run that fails is no wrong use, whatever its error: only these two say more than that it failed.
      return error?.kind === 'stale-plan' || error?.kind === 'credentials'
        ? exitCodeOfError(error)
        : exitCode.failed;
    }
  }
}

/**
 * The exit code of several: the one that all that did not get done share, or `someFailed`. An interrupt goes before
 * all else, and those still running are no failures.
 */
export function exitCodeOfSeveral(codes: readonly number[]): number {
  if (codes.includes(exitCode.interrupted)) return exitCode.interrupted;
  const failures = [...new Set(codes)].filter(
    (code) => code !== exitCode.done && code !== exitCode.stillRunning,
  );
  const [only] = failures;
  if (only === undefined)
    return codes.includes(exitCode.stillRunning) ? exitCode.stillRunning : exitCode.done;
  return failures.length === 1 && codes.every((code) => code === only) ? only : exitCode.someFailed;
}
