import type { StoreError } from '@engine-upgrader/core';
import type { FleetTask } from '@engine-upgrader/core/fleet';
import { err, ok, type Result } from 'neverthrow';
import { driveFleet, sumUp } from '../fleet/drive-fleet.ts';
import { exitCodeOfFleet } from '../fleet/exit-code.ts';
import { openFleet } from '../fleet/open-fleet.ts';
import { openStage } from '../fleet/stage.ts';
import { findFleet, type StoredFleet } from '../fleet/stored-fleet.ts';
import { report } from '../report.ts';
import type { Session } from '../session.ts';
import { readPatience } from './apply.ts';
import type { ResumeFlags } from './resume.ts';

/** Goes on with a fleet run: after a crash, a pause or a stop, and once what needed an operator is mended. */
export async function fleetResume(session: Session, id: string, flags: ResumeFlags): Promise<number> {
  const patience = readPatience(flags);
  if (patience.isErr()) return report(session, patience.error);
  const found = await findFleet(session, id);
  if (found.isErr()) return report(session, found.error);
  const { store, summary, carry } = found.value;
  const stage = openStage(session);
  const fleet = await openFleet(session, store, carry, stage.sinks);
  const task = fleet.isErr() ? err(fleet.error) : await fleet.value.open(summary.runId);
  if (task.isErr()) {
    stage.close();
    return report(session, task.error);
  }
  if (task.value.progress.state === 'ended') {
    stage.close();
    return sumUp(session, task.value, exitCodeOfFleet(task.value.progress));
  }
  const held = await isHeld(found.value, task.value);
  const released = held.isErr() ? err(held.error) : held.value ? await task.value.resume() : ok();
  if (released.isErr()) {
    stage.close();
    return report(session, released.error);
  }
  session.io.stderr.write(
    `Going on with fleet run ${summary.runId}. Where the process that led it has just died, its lease runs out within a minute.\n`,
  );
  return driveFleet(session, task.value, stage, patience.value);
}

/**
 * Whether a person's word is needed to go on. After a crash alone it is not: a resume that a person says forgives
 * the failures so far.
 */
async function isHeld(
  { store, summary }: StoredFleet,
  { progress }: FleetTask,
): Promise<Result<boolean, StoreError>> {
  const { state, hold, counts } = progress;
  if (state === 'stopped' || hold || (counts['needs-operator'] ?? 0) > 0) return ok(true);
  // What was asked while nobody led it, such as a pause, is not in its state yet.
  const stored = await store.get(summary.runId);
  return stored.map((run) => Object.keys(run?.wishes ?? {}).length > 0);
}
