import type { EventSink, Store, UpgradeError } from '@engine-upgrader/core';
import { createFleet, type Fleet, type FleetEventSink } from '@engine-upgrader/core/fleet';
import { err, ok, type Result } from 'neverthrow';
import { policyOf, type Session } from '../session.ts';
import type { FleetCarry } from './carry.ts';
import { commandHooks, missingProgram } from './hooks.ts';
import { loadSources } from './sources.ts';
import { invalidInput } from '@engine-upgrader/core';

/** Who is told what happens. */
export interface FleetSinks {
  readonly events?: FleetEventSink;
  readonly upgradeEvents?: EventSink;
}

/** Makes a fleet of the logins and hooks that a plan carries. Calls no cloud. */
export async function openFleet(
  session: Session,
  store: Store,
  { profiles, hooks }: FleetCarry,
  sinks: FleetSinks = {},
): Promise<Result<Fleet, UpgradeError>> {
  const { io, settings } = session;
  const missing = missingProgram(hooks, io);
  if (missing !== undefined) return err(invalidInput('hooks', `${missing}. Nothing was changed`));
  const sources = await loadSources(session, profiles);
  if (sources.isErr()) return err(sources.error);
  const { clock, randomness } = io;
  return ok(
    createFleet({
      sources: sources.value,
      store,
      clock,
      randomness,
      policy: policyOf(settings),
      hooks: commandHooks(hooks, io),
      ...sinks,
    }),
  );
}
