import { parseReference } from '@engine-upgrader/core';
import type { FleetProgress, InstanceProgress } from '@engine-upgrader/core/fleet';
import type { Session } from '../session.ts';
import { sideBySide } from '../side-by-side.ts';

/** Runs that are read at the same time. */
const atOnce = 8;

/** Adds what each instance under way waits for, as its run in the state file says: another process may be leading it. */
export async function withReasons(session: Session, progress: FleetProgress): Promise<FleetProgress> {
  const instances = await sideBySide(progress.instances, atOnce, (instance) => withReason(session, instance));
  return { ...progress, instances };
}

async function withReason(session: Session, instance: InstanceProgress): Promise<InstanceProgress> {
  const { state, runId, reference, reason } = instance;
  if (state !== 'running' || runId === undefined || reason !== undefined) return instance;
  const parsed = parseReference(reference);
  if (parsed.isErr()) return instance;
  const task = await session.provider(parsed.value.provider).andThen(({ upgrader }) => upgrader.open(runId));
  const [waitsFor] = task.isOk() ? task.value.progress.waitingFor : [];
  return waitsFor === undefined ? instance : { ...instance, reason: waitsFor };
}
