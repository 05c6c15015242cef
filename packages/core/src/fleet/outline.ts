import { err, ok, Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { UpgradePlan } from '../contract/plan.ts';
import type { Provider } from '../contract/provider.ts';
import { fleetDigest } from './document.ts';
import type { FleetOutline, FleetPlan, OutlinedInstance } from './plan.ts';
import { fleetOutlineSchema } from './schema.ts';

const asJson = Result.fromThrowable((text: string): unknown => JSON.parse(text));

/** What of a fleet plan is stored with its run. The plan of each instance is stored apart: of thousands it is most. */
export function outlineOf(plan: FleetPlan): FleetOutline {
  return { ...plan, instances: plan.instances.map(outlinedInstance) };
}

function outlinedInstance({
  key,
  source,
  reference,
  plan,
}: FleetPlan['instances'][number]): OutlinedInstance {
  const { scope, from, to, digest, forecast } = plan;
  return {
    key,
    source,
    reference,
    plan: { scope, from, to, digest, forecast: { duration: forecast.duration } },
  };
}

/**
 * Reads the plan of a fleet run as it is stored with the run: without the plans of its instances.
 *
 * @returns the outline, or a `store` error where it is damaged or missing
 */
export function parseFleetOutline(text: string | undefined): Result<FleetOutline, StoreError> {
  const parsed = fleetOutlineSchema.safeParse(asJson(text ?? '').unwrapOr(undefined));
  if (!parsed.success || fleetDigest(parsed.data) !== parsed.data.digest) return err(damaged('fleet run'));
  return ok(parsed.data);
}

/** Reads the plan of one instance as stored: it has to be the one that the fleet plan was approved with. */
export function readOwnPlan(
  { reference, plan }: OutlinedInstance,
  text: string | undefined,
): Result<UpgradePlan<Provider>, StoreError> {
  const own = asJson(text ?? '').unwrapOr(undefined);
  // Starting it checks all the rest.
  const same = own !== null && typeof own === 'object' && 'digest' in own && own.digest === plan.digest;
  return same ? ok(own as UpgradePlan<Provider>) : err(damaged(`plan of ${reference}`));
}

function damaged(what: string): StoreError {
  const message = `the store's row of the ${what} is damaged or missing. Nothing was changed`;
  return { kind: 'store', cause: 'damaged', message };
}
