import { createFleet } from '@engine-upgrader/core/fleet';
import { err } from 'neverthrow';
import { exitCode } from '../exit-code.ts';
import { driveFleet, fleetResume } from '../fleet/drive-fleet.ts';
import { openFleet } from '../fleet/open-fleet.ts';
import { openStage } from '../fleet/stage.ts';
import { findFleet, overAlready } from '../fleet/stored-fleet.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';
import { readPatience } from './apply.ts';
import type { ResumeFlags } from './resume.ts';

/** Lets a fleet run begin nothing new until it is resumed. Whoever leads it takes notice within its next looks. */
export async function fleetPause(session: Session, id: string): Promise<number> {
  const found = await findFleet(session, id);
  if (found.isErr()) return report(session, found.error);
  const { store, summary } = found.value;
  const task = await createFleet({ sources: [], store, clock: session.io.clock }).open(summary.runId);
  if (task.isErr()) return report(session, task.error);
  const { state } = task.value.progress;
  if (state !== 'running') return report(session, overAlready(summary, state));
  const paused = await task.value.pause();
  if (paused.isErr()) return report(session, paused.error);
  session.io.stderr.write(
    `Fleet run ${summary.runId} begins nothing new; what is under way goes on. To go on: ${fleetResume(session, summary.runId)}\n`,
  );
  return exitCode.done;
}

/** Lets a fleet run end what is under way, or asks that to stop at its next safe point; and sees it through. */
export async function fleetStop(
  session: Session,
  how: 'drain' | 'cancel',
  id: string,
  flags: ResumeFlags,
): Promise<number> {
  const patience = readPatience(flags);
  if (patience.isErr()) return report(session, patience.error);
  const found = await findFleet(session, id);
  if (found.isErr()) return report(session, found.error);
  const { store, summary, carry } = found.value;
  const stage = openStage(session);
  const fleet = await openFleet(session, store, carry, stage.sinks);
  const task = fleet.isErr() ? err(fleet.error) : await fleet.value.open(summary.runId);
  const isOver = task.isOk() && task.value.progress.state !== 'running';
  const asked = task.isErr() || isOver ? task : (await task.value[how]()).map(() => task.value);
  if (asked.isErr() || isOver) {
    stage.close();
    return report(session, asked.isErr() ? asked.error : overAlready(summary, asked.value.progress.state));
  }
  return driveFleet(session, asked.value, stage, patience.value);
}
