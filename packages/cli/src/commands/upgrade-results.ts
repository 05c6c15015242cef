import type { Provider, UpgradeError, UpgradeOutcome } from '@engine-upgrader/core';
import { exitCodeOfError, exitCodeOfOutcome, exitCodeOfSeveral } from '../exit-code.ts';
import type { Driven } from '../drive.ts';
import { outcomeText } from '../render/outcome.ts';
import { resumeCommand } from '../render/resume-command.ts';
import { writeResults } from '../render/results.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';

/** What came of one upgrade, for programs. */
interface UpgradeResult {
  readonly reference: string;
  readonly exitCode: number;
  readonly outcome?: UpgradeOutcome<Provider>;
  readonly error?: UpgradeError;
}

/** Writes what came of upgrades: outcomes on stdout, what went wrong on stderr. @returns the exit code */
export function writeUpgradeResults(
  session: Session,
  upgrades: readonly { readonly reference: string; readonly driven: Driven }[],
): number {
  const { io, settings, style } = session;
  const results = upgrades.map(
    ({ reference, driven }): UpgradeResult =>
      driven.match(
        (outcome) => ({ reference, exitCode: exitCodeOfOutcome(outcome), outcome }),
        (error) => ({ reference, exitCode: exitCodeOfError(error), error }),
      ),
  );
  const [only] = results;
  const outcomes = results.flatMap(({ outcome }) => (outcome ? [outcome] : []));
  if (outcomes.length > 0) io.stderr.write('\n');
  writeResults(io, settings.output, results.length === 1 ? only : results, () =>
    outcomes.map((outcome) => outcomeText(outcome, style)).join('\n'),
  );
  for (const { reference, error } of results) {
    if (!error) continue;
    if (results.length > 1) io.stderr.write(`${reference}\n`);
    report(session, error);
  }
  for (const { result, runId } of outcomes) {
    if (result === 'needs-operator') {
      io.stderr.write(`Once it is mended, go on with: ${resumeCommand(runId, settings)}\n`);
    }
  }
  return exitCodeOfSeveral(results.map(({ exitCode }) => exitCode));
}
