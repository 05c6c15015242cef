import { invalidInput, type RunSummary, type Store, type UpgradeError } from '@engine-upgrader/core';
import { type FleetOutline, parseFleetOutline } from '@engine-upgrader/core/fleet';
import { err, ok, type Result } from 'neverthrow';
import { chooseRun } from '../find-run.ts';
import type { Session } from '../session.ts';
import { type FleetCarry, readCarry } from './carry.ts';
import { isFleetRun } from './is-fleet-run.ts';

/** A fleet run in the state file. */
export interface StoredFleet {
  readonly store: Store;
  readonly summary: RunSummary;
  readonly plan: FleetOutline;
  readonly carry: FleetCarry;
}

/** The fleet runs in a store, newest first. */
export async function fleetRuns(store: Store): Promise<Result<readonly RunSummary[], UpgradeError>> {
  return (await store.list()).map((runs) => runs.filter(isFleetRun));
}

/** Finds a fleet run by its id, or by the beginning of it, and reads what is needed to go on with it. */
export async function findFleet(session: Session, text: string): Promise<Result<StoredFleet, UpgradeError>> {
  const store = await session.store();
  if (store.isErr()) return err(store.error);
  const runs = await fleetRuns(store.value);
  if (runs.isErr()) return err(runs.error);
  const chosen = chooseRun(runs.value, text).mapErr(toFleets);
  if (chosen.isErr()) return err(chosen.error);
  const summary = chosen.value;
  const plans = await store.value.plans([summary.runId]);
  if (plans.isErr()) return err(plans.error);
  return parseFleetOutline(plans.value[summary.runId]).andThen((plan) =>
    readCarry(plan, session.io.providers).andThen((carry) =>
      ok({ store: store.value, summary, plan, carry }),
    ),
  );
}

function toFleets(error: UpgradeError): UpgradeError {
  if (error.kind !== 'store') return error;
  const message = error.message
    .replace('no run', 'no fleet run')
    .replace('engine-upgrader status', 'engine-upgrader fleet status');
  return { ...error, message };
}

/** A fleet run that can no longer be asked for anything. */
export function overAlready({ runId }: RunSummary, state: string): UpgradeError {
  return invalidInput('id', `fleet run ${runId} has ${state} already. Nothing was changed`);
}
