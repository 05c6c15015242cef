import type { FleetTask } from '@engine-upgrader/core/fleet';
import { exitCode, exitCodeOfError } from '../exit-code.ts';
import type { Patience } from '../drive.ts';
import { resumeCommand } from '../render/resume-command.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';
import { exitCodeOfFleet } from './exit-code.ts';
import { summaryText } from './render/summary-text.ts';
import type { Stage } from './stage.ts';

/** Leads a fleet run until it ends or stops, with live progress, and sums it up. Ctrl-C leaves it at a safe point. */
export async function driveFleet(
  session: Session,
  task: FleetTask,
  stage: Stage,
  { noWait, timeout }: Patience,
): Promise<number> {
  if (noWait) return sumUp(session, task, exitCode.stillRunning);
  const stopping = '\nStopping at the next safe point; Ctrl-C again leaves at once, and nothing is lost.\n';
  const left = (): string => `To go on: ${fleetResume(session, task.id)}\n`;
  const waited = await session.interrupt.hold({ stopping, left }, async (signal) => {
    const options = { signal, onProgress: stage.progress, ...(timeout === undefined ? {} : { timeout }) };
    return await task.wait(options);
  });
  stage.close();
  if (waited.isErr() && waited.error.kind !== 'still-running') return report(session, waited.error);
  return sumUp(session, task, waited.isErr() ? exitCodeOfError(waited.error) : exitCodeOfFleet(waited.value));
}

/** Writes where a fleet run stands: for people the summary, for programs all of it. @returns the exit code */
export function sumUp(session: Session, task: FleetTask, code: number): number {
  const { io, settings, style } = session;
  const { progress } = task;
  switch (settings.output) {
    case 'json':
      io.stdout.write(`${JSON.stringify({ exitCode: code, ...progress }, null, 2)}\n`);
      break;
    case 'ndjson':
      io.stdout.write(
        `${JSON.stringify({ event: 'fleet-summary', at: io.clock.now(), exitCode: code, ...progress })}\n`,
      );
      break;
    case 'table':
      io.stdout.write(summaryText(progress, style));
  }
  if (progress.state !== 'ended') io.stderr.write(`To go on: ${fleetResume(session, task.id)}\n`);
  return code;
}

/** The command that goes on with a fleet run. */
export function fleetResume({ settings }: Pick<Session, 'settings'>, fleetRunId: string): string {
  return resumeCommand(fleetRunId, settings, 'fleet resume');
}
