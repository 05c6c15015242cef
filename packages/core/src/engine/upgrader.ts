import { err, type Result } from 'neverthrow';
import type { Reach } from '../contract/driver.ts';
import type { UpgradeError } from '../contract/errors.ts';
import type { Provider } from '../contract/provider.ts';
import type { InstanceRef } from '../contract/reference.ts';
import type { UpgradeHandle } from '../contract/run.ts';
import type { EngineUpgrader, UpgradeTask } from '../contract/upgrader.ts';
import { parseHandle } from '../document/document.ts';
import { createEngine, type Engine, type UpgraderParts } from './engine.ts';
import { guarded, guardedListing } from './guard.ts';
import { listingReach } from './listing.ts';
import { patientReach } from './patient-reach.ts';
import { makePlan, resolveReference } from './planning.ts';
import type { RunState } from './run/state.ts';
import { formatScope } from './scope.ts';
import { serializer } from './serially.ts';
import { insertRun, readRun, startRun } from './start.ts';
import { createTask } from './task.ts';

/**
 * Makes an upgrader from a driver and the ports.
 *
 * @example
 * ```ts
 * const upgrader = createUpgrader({ driver, store: createMemoryStore() });
 * ```
 */
export function createUpgrader<P extends Provider>(parts: UpgraderParts<P>): EngineUpgrader<P> {
  const engine = createEngine(parts);
  const { driver, clock } = engine;
  const serially = serializer();
  const patience = 5 * 60_000;
  const listing = listingReach(engine);
  const reach = (reference: InstanceRef | string): Reach => {
    const resolved = resolveReference(reference, driver.provider);
    if (resolved.isErr()) return listing;
    const meter = engine.meters.of(formatScope(driver.scope(resolved.value)));
    return patientReach(engine, meter, clock.now() + patience);
  };
  const task = (state: RunState<P>): UpgradeTask<P> => createTask(engine, serially, state);

  return {
    provider: driver.provider,
    instances: (filter = {}) => guardedListing(driver.list(filter, listing)),
    instance: (reference) =>
      guarded('instance', async () => {
        const resolved = resolveReference(reference, driver.provider);
        return resolved.isErr() ? err(resolved.error) : driver.read(resolved.value, reach(reference));
      }),
    versions: (reference) =>
      guarded('versions', async () => {
        const resolved = resolveReference(reference, driver.provider);
        return resolved.isErr() ? err(resolved.error) : driver.versions(resolved.value, reach(reference));
      }),
    plan: (request) => guarded('plan', () => makePlan(engine, request, reach(request.reference))),
    start: (plan, options = {}) =>
      guarded('start', async () => (await startRun(engine, plan, options)).map(task)),
    resume: (handle) => guarded('resume', async () => (await resumeRun(engine, handle)).map(task)),
    open: (runId) => guarded('open', async () => (await readRun(engine, runId)).map(task)),
  };
}

/** By id from the store; by handle from the store where it has the run, else from the handle. */
async function resumeRun<P extends Provider>(
  engine: Engine<P>,
  given: UpgradeHandle<P> | string,
): Promise<Result<RunState<P>, UpgradeError>> {
  const isId = typeof given === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(given);
  if (isId) return takenUp(engine, await readRun(engine, given));
  const handle = parseHandle(given, engine.driver);
  if (handle.isErr()) return err(handle.error);
  const { run, steps } = handle.value;
  const stored = await engine.store.get(run.id);
  if (stored.isErr()) return err(stored.error);
  const state = stored.value
    ? await readRun(engine, run.id)
    : await insertRun(engine, { run, memories: steps });
  return takenUp(engine, state);
}

/** A run that needed an operator is wished to be taken up again; the next tick grants it. */
async function takenUp<P extends Provider>(
  engine: Engine<P>,
  state: Result<RunState<P>, UpgradeError>,
): Promise<Result<RunState<P>, UpgradeError>> {
  if (state.isErr() || state.value.run.state !== 'needs-operator') return state;
  const wished = await engine.store.wish(state.value.run.id, 'reopen', engine.clock.now());
  return wished.isErr() ? err(wished.error) : state;
}
