import { createMemoryStore, type UpgradeError } from '@engine-upgrader/core';
import type { FleetPlan, FleetRequest } from '@engine-upgrader/core/fleet';
import { err, type Result } from 'neverthrow';
import type { Session } from '../session.ts';
import { type FleetCarry, writeCarry } from './carry.ts';
import { openFleet } from './open-fleet.ts';
import { showPlanning } from './render/planning-progress.ts';

/** Makes a fleet plan that carries its logins and hooks. Reads only: the state file is not touched. */
export async function makeFleetPlan(
  session: Session,
  request: FleetRequest,
  carry: FleetCarry,
): Promise<Result<FleetPlan, UpgradeError>> {
  const fleet = await openFleet(session, createMemoryStore(), carry);
  if (fleet.isErr()) return err(fleet.error);
  const { stderr } = session.io;
  if (stderr.isTerminal) {
    stderr.write(
      'Listing and planning: some ten reads for each instance, as fast as the request budgets allow.\n',
    );
  }
  const withCarry = { ...request, carry: writeCarry(carry) };
  return await fleet.value.plan(withCarry, { onPlanned: showPlanning(stderr) });
}
