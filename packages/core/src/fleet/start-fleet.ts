import { err, ok, type Result } from 'neverthrow';
import { invalidInput, type UpgradeError } from '../contract/errors.ts';
import { blockingFindings } from '../contract/finding.ts';
import type { StartOptions } from '../contract/upgrader.ts';
import { emit } from '../engine/events.ts';
import { parseFleetPlan } from './document.ts';
import type { FleetParts } from './leader.ts';
import { outlineOf } from './outline.ts';
import type { FleetPlan } from './plan.ts';
import { newFleetRow } from './rows.ts';
import type { FleetState } from './run.ts';

/** Stores the run of a fleet plan, and says its id; that of the run which the plan has, if it was started before. */
export async function startFleet(
  { store, clock, randomness, events, sources }: FleetParts,
  given: FleetPlan,
  { accept = [] }: StartOptions,
): Promise<Result<string, UpgradeError>> {
  const parsed = parseFleetPlan(given);
  if (parsed.isErr()) return err(parsed.error);
  const plan = parsed.value;
  const existing = await store.findByPlan(plan.id);
  if (existing.isErr()) return err(existing.error);
  if (existing.value !== undefined) return ok(existing.value);
  const unaccepted = plan.instances.flatMap(
    ({ plan: { findings } }) => blockingFindings(findings, accept).unaccepted,
  );
  if (unaccepted.length > 0) {
    const names = [...new Set(unaccepted.map(({ name }) => name))].join(', ');
    const message = `warnings are not accepted yet: ${names}. Nothing was changed`;
    return err({ kind: 'precondition', message, failed: [], unaccepted });
  }
  const stranger = plan.instances.find(({ source }) => !sources.has(source));
  if (stranger) {
    const message = `the plan needs the source "${stranger.source}", which is not among the sources; add it. Nothing was changed`;
    return err(invalidInput('sources', message));
  }
  const createdAt = clock.now();
  const state: FleetState = {
    run: {
      id: randomness.id(),
      plan: outlineOf(plan),
      createdAt,
      accepted: accept,
      state: 'running',
      waves: plan.waves.map(() => ({ state: 'waiting' })),
      forgiven: 0,
      nextLookAt: createdAt,
    },
    instances: new Map(plan.instances.map(({ key }) => [key, { state: 'waiting' }])),
  };
  const inserted = await store.insert(newFleetRow(state, plan));
  if (inserted.isErr()) return err(inserted.error);
  if (!inserted.value.inserted) {
    return 'existing' in inserted.value
      ? ok(inserted.value.existing)
      : err(invalidInput('plan', 'the fleet plan could not be stored'));
  }
  emit(events, {
    event: 'fleet-started',
    at: createdAt,
    fleetRunId: state.run.id,
    fleet: plan.name,
    instances: plan.instances.length,
  });
  return ok(state.run.id);
}
