import type { InvalidDocumentError, Json } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import type { ProviderEntry } from '../providers/provider-entry.ts';
import type { HooksConfig, ProfileConfig } from './config.ts';
import { fleetCarrySchema } from './carry-schema.ts';
import { faultIn } from './json-schema.ts';

/** What a fleet plan carries, so that its file or its run is enough to go on: logins by name, and hooks. */
export interface FleetCarry {
  readonly profiles: readonly ProfileConfig[];
  readonly hooks: HooksConfig;
}

/** As the plan keeps it. */
export function writeCarry({ profiles, hooks }: FleetCarry): Json {
  return JSON.parse(JSON.stringify({ profiles, hooks })) as Json;
}

/** Reads what a plan carries. Pure. */
export function readCarry(
  { carry, name }: { readonly carry?: unknown; readonly name: string },
  providers: readonly ProviderEntry[],
): Result<FleetCarry, InvalidDocumentError> {
  const fault = faultIn(carry, fleetCarrySchema(providers));
  // Its schema has just said so.
  if (fault === undefined) return ok(carry as FleetCarry);
  const message = `the plan of fleet ${name} was not made by \`fleet plan\`: ${fault}. Nothing was changed`;
  return err({ kind: 'invalid-document', cause: 'damaged', message });
}
