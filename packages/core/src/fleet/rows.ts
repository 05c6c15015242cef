import { err, ok, Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import { omit } from '../engine/omit.ts';
import type { NewRun, RunChange, RunSummary, StoredRun, Wish } from '../store/store.ts';
import type { FleetOutline, FleetPlan } from './plan.ts';
import type { FleetInstanceRun, FleetRun, FleetState } from './run.ts';
import { fleetInstanceSchema, storedFleetRunSchema } from './schema.ts';

/** What `provider` says in the summary of a fleet run: it is stored as a run is, with a row for each instance. */
export const fleetProvider = 'fleet';

/** The scope of a fleet run: whoever has its lease leads it. */
export function fleetScope(fleetRunId: string): string {
  return `${fleetProvider}/${fleetRunId}`;
}

const asJson = Result.fromThrowable((text: string): unknown => JSON.parse(text));

/** What an instance's plan is stored as, among the plans. */
export function ownPlanId(fleetRunId: string, key: string): string {
  return `${fleetRunId}/${key}`;
}

/** A new fleet run, as a store takes it: its plan, and apart from it the plan of each instance. */
export function newFleetRow({ run, instances }: FleetState, { instances: planned }: FleetPlan): NewRun {
  const steps = [...instances].map(([key, instance]) => [key, JSON.stringify(instance)] as const);
  return {
    summary: fleetSummary(run),
    plan: JSON.stringify(run.plan),
    parts: Object.fromEntries(planned.map(({ key, plan }) => [key, JSON.stringify(plan)] as const)),
    run: textOf(run),
    steps: Object.fromEntries(steps),
    claims: [],
  };
}

/** What changed between two states of a fleet run: only rows that really did. */
export function fleetChange(
  stored: StoredRun,
  before: FleetState,
  after: FleetState,
  granted: readonly Wish[],
): RunChange | undefined {
  const steps: Record<string, { revision: number; text: string }> = {};
  for (const [key, instance] of after.instances) {
    const row = stored.steps[key];
    if (!row || instance === before.instances.get(key)) continue;
    const text = JSON.stringify(instance);
    if (text !== row.text) steps[key] = { revision: row.revision, text };
  }
  const text = textOf(after.run);
  const changed = text !== stored.run.text;
  if (!changed && Object.keys(steps).length === 0 && granted.length === 0) return undefined;
  const run = changed
    ? { run: { revision: stored.run.revision, text, summary: fleetSummary(after.run) } }
    : {};
  return { runId: after.run.id, ...run, steps, granted, releaseClaims: false };
}

/** The stored fleet run after a change was saved. */
export function savedFleet(stored: StoredRun, change: RunChange): StoredRun {
  const changed = Object.entries(change.steps).map(
    ([key, { revision, text }]) => [key, { revision: revision + 1, text }] as const,
  );
  return {
    summary: change.run?.summary ?? stored.summary,
    run: change.run ? { revision: change.run.revision + 1, text: change.run.text } : stored.run,
    steps: { ...stored.steps, ...Object.fromEntries(changed) },
    wishes: {},
  };
}

/** Reads a stored fleet run, or says which row is damaged. */
export function readFleet(stored: StoredRun, plan: FleetOutline): Result<FleetState, StoreError> {
  const { runId } = stored.summary;
  const run = asJson(stored.run.text).unwrapOr(undefined);
  if (!storedFleetRunSchema.safeParse(run).success) return err(damaged(`fleet run ${runId}`));
  const instances = new Map<string, FleetInstanceRun>();
  for (const { key } of plan.instances) {
    const value = asJson(stored.steps[key]?.text ?? '').unwrapOr(undefined);
    if (!fleetInstanceSchema.safeParse(value).success) return err(damaged(`${key} of fleet run ${runId}`));
    instances.set(key, value as FleetInstanceRun);
  }
  return ok({ run: { ...(run as Omit<FleetRun, 'plan'>), plan }, instances });
}

function textOf(run: FleetRun): string {
  return JSON.stringify(omit(run, 'plan'));
}

function damaged(what: string): StoreError {
  const message = `the store's row of ${what} is damaged or missing. Nothing was changed`;
  return { kind: 'store', cause: 'damaged', message };
}

function fleetSummary(run: FleetRun): RunSummary {
  const { plan } = run;
  return {
    runId: run.id,
    planId: plan.id,
    provider: fleetProvider,
    reference: plan.name,
    from: '',
    to: plan.to,
    scope: fleetScope(run.id),
    state: run.state === 'stopped' ? 'needs-operator' : run.state,
    createdAt: run.createdAt,
    nextLookAt: run.nextLookAt,
  };
}
