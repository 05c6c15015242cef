import { err, ok, Result } from 'neverthrow';
import type { InvalidDocumentError } from '../contract/errors.ts';
import { checkShape } from '../document/check-shape.ts';
import { digestOf } from '../engine/canonical.ts';
import { omit } from '../engine/omit.ts';
import { type FleetOutline, type FleetPlan, fleetPlanFormatVersion } from './plan.ts';
import { fleetPlanSchema } from './schema.ts';

const asJson = Result.fromThrowable((text: string): unknown => JSON.parse(text));

/**
 * Reads a fleet plan from JSON text or from an object that came from elsewhere.
 *
 * @returns the plan, or an `invalid-document` error: damaged, edited, or from a newer release
 */
export function parseFleetPlan(input: unknown): Result<FleetPlan, InvalidDocumentError> {
  const value = typeof input === 'string' ? asJson(input).unwrapOr(undefined) : input;
  if (value === null || typeof value !== 'object')
    return err(damaged('it is no JSON object; is it cut short?'));
  if (!('format' in value) || value.format !== 'engine-upgrader/fleet-plan') {
    return err(damaged('its format is not engine-upgrader/fleet-plan'));
  }
  const version = 'formatVersion' in value ? value.formatVersion : undefined;
  if (typeof version === 'number' && version > fleetPlanFormatVersion) {
    const message = `the fleet plan has format ${version}, newer than the ${fleetPlanFormatVersion} this release knows; use a newer release. Nothing was changed`;
    return err({ kind: 'invalid-document', cause: 'newer-format', message });
  }
  const shape = checkShape(fleetPlanSchema, value);
  if (shape.isErr()) return err(damaged(`${shape.error.field || 'it'}: ${shape.error.message}`));
  const plan = shape.value;
  if (fleetDigest(plan) !== plan.digest) {
    const message = 'the fleet plan was edited after it was made; make a new one. Nothing was changed';
    return err({ kind: 'invalid-document', cause: 'edited', message });
  }
  const fault = faultIn(plan);
  return fault === undefined ? ok(plan) : err(damaged(fault));
}

/** The digest of a fleet plan. Each instance's plan has one of its own, checked when it starts. */
export function fleetDigest(plan: Omit<FleetOutline, 'digest'>): string {
  const instances = plan.instances.map(({ key, source, reference, plan: { digest } }) => [
    key,
    source,
    reference,
    digest,
  ]);
  return digestOf({ ...omit(plan, 'instances'), instances });
}

/** Every instance is there once, and in one wave. */
function faultIn(plan: FleetPlan): string | undefined {
  const keys = new Set(plan.instances.map(({ key }) => key));
  if (keys.size < plan.instances.length) return 'an instance is there twice';
  const inWaves = plan.waves.flatMap(({ instances }) => instances);
  const sound = inWaves.length === keys.size && new Set(inWaves).size === keys.size;
  return sound && inWaves.every((key) => keys.has(key)) ? undefined : 'its waves are not its instances';
}

function damaged(what: string): InvalidDocumentError {
  const message = `this is no fleet plan that can be used: ${what}. Nothing was changed`;
  return { kind: 'invalid-document', cause: 'damaged', message };
}
