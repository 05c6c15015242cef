import { err, ok, type Result } from 'neverthrow';
import type { Driver, Reach } from '../contract/driver.ts';
import {
  type ClaimedError,
  internalError,
  type PreconditionError,
  type StoreError,
  type UpgradeError,
} from '../contract/errors.ts';
import type { EventSink } from '../contract/event.ts';
import { blockingFindings, type Finding } from '../contract/finding.ts';
import { freshMemory, type StepMemory } from '../contract/memory.ts';
import type { UpgradePlan } from '../contract/plan.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import type { Provider } from '../contract/provider.ts';
import type { UpgradeHandle } from '../contract/run.ts';
import type { EngineUpgrader, StartOptions, UpgradeTask } from '../contract/upgrader.ts';
import { parseHandle, parsePlan } from '../document/document.ts';
import type { NewRun, Store } from '../store/store.ts';
import { budgetFrom, Meter } from './budget.ts';
import type { Engine } from './engine.ts';
import { emit } from './events.ts';
import { guarded, guardedListing } from './guard.ts';
import { makePlan, resolveReference } from './planning.ts';
import { type Policy, usablePolicy } from './policy.ts';
import { Rows, runText, summaryOf } from './rows.ts';
import { loadRuns } from './load.ts';
import { type RunState, reportStepId } from './run/state.ts';
import { begin } from './run/wishes.ts';
import { serializer } from './serially.ts';
import { systemClock, systemRandomness } from '../system.ts';
import { createTask } from './task.ts';

/** What an upgrader is made of. Time, chance, storage and the cloud all come in from outside. */
export interface UpgraderParts<P extends Provider> {
  readonly driver: Driver<P>;
  /** Where runs are kept: what survives a crash is what the store survives. */
  readonly store: Store;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: the machine's. */
  readonly randomness?: Randomness;
  /** Default: `defaultPolicy`, field by field. What cannot be used falls back to it. */
  readonly policy?: Partial<Policy>;
  readonly events?: EventSink;
}

/**
 * Makes an upgrader from a driver and the ports.
 *
 * @example
 * ```ts
 * const upgrader = createUpgrader({ driver, store: createMemoryStore() });
 * ```
 */
export function createUpgrader<P extends Provider>(parts: UpgraderParts<P>): EngineUpgrader<P> {
  const { driver, store, clock = systemClock(), randomness = systemRandomness() } = parts;
  const engine: Engine<P> = {
    driver,
    store,
    clock,
    randomness,
    policy: usablePolicy(parts.policy ?? {}),
    events: parts.events,
    owner: randomness.id(),
    rows: new Rows<P>(),
  };
  const serially = serializer();
  const meter = new Meter(budgetFrom(null, driver.budget, clock.now()), driver.budget, clock, 60_000);
  const reach: Reach = { gate: meter.gate, now: () => clock.now() };
  const task = (state: RunState<P>): UpgradeTask<P> => createTask(engine, serially, state);

  return {
    provider: driver.provider,
    instances: (filter = {}) => guardedListing(driver.list(filter, reach)),
    instance: (reference) =>
      guarded('instance', async () => {
        const resolved = resolveReference(reference, driver.provider);
        return resolved.isErr() ? err(resolved.error) : driver.read(resolved.value, reach);
      }),
    versions: (reference) =>
      guarded('versions', async () => {
        const resolved = resolveReference(reference, driver.provider);
        return resolved.isErr() ? err(resolved.error) : driver.versions(resolved.value, reach);
      }),
    plan: (request) => guarded('plan', () => makePlan(engine, request, reach)),
    start: (plan, options = {}) =>
      guarded('start', async () => (await startRun(engine, plan, options)).map(task)),
    resume: (handle) => guarded('resume', async () => (await resumeRun(engine, handle)).map(task)),
    open: (runId) => guarded('open', async () => (await readRun(engine, runId)).map(task)),
  };
}

async function startRun<P extends Provider>(
  engine: Engine<P>,
  given: UpgradePlan<P>,
  options: StartOptions,
): Promise<Result<RunState<P>, UpgradeError>> {
  const parsed = parsePlan(given, engine.driver);
  if (parsed.isErr()) return err(parsed.error);
  const plan = parsed.value;
  const accepted = options.accept ?? [];
  const existing = await engine.store.findByPlan(plan.id);
  if (existing.isErr()) return err(existing.error);
  if (existing.value !== undefined) return readRun(engine, existing.value);
  const { failed, unaccepted } = blockingFindings(plan.findings, accepted);
  if (failed.length > 0 || unaccepted.length > 0) return err(blocked({ failed, unaccepted }));
  const createdAt = engine.clock.now();
  const ids = [...plan.steps.map((step) => step.id), reportStepId];
  const state = begin<P>(
    {
      run: {
        id: engine.randomness.id(),
        plan,
        createdAt,
        accepted,
        state: 'running',
        touched: false,
        nextLookAt: createdAt,
      },
      memories: Object.fromEntries(ids.map((id): [string, StepMemory<P>] => [id, freshMemory<P>()])),
    },
    createdAt,
  );
  return insertRun(engine, state);
}

const namesOf = (findings: readonly Finding[]): string =>
  [...new Set(findings.map(({ name }) => name))].join(', ');

function blocked({
  failed,
  unaccepted,
}: Pick<PreconditionError, 'failed' | 'unaccepted'>): PreconditionError {
  const parts = [
    failed.length > 0 ? `preconditions failed: ${namesOf(failed)}` : '',
    unaccepted.length > 0 ? `warnings are not accepted yet: ${namesOf(unaccepted)}` : '',
  ];
  return {
    kind: 'precondition',
    failed,
    unaccepted,
    message: `${parts.filter(Boolean).join('; ')}. Nothing was changed`,
  };
}

async function insertRun<P extends Provider>(
  engine: Engine<P>,
  state: RunState<P>,
): Promise<Result<RunState<P>, UpgradeError>> {
  const { run, memories } = state;
  const steps = Object.entries(memories).map(([id, memory]) => [id, JSON.stringify(memory)] as const);
  const row: NewRun = {
    summary: summaryOf(run),
    plan: JSON.stringify(run.plan),
    run: runText(run),
    steps: Object.fromEntries(steps),
    claims: run.state === 'ended' ? [] : run.plan.members.map((member) => member.reference),
  };
  const inserted = await engine.store.insert(row);
  if (inserted.isErr()) return err(inserted.error);
  if (inserted.value.inserted) {
    const { reference, from, to } = run.plan;
    emit(engine.events, { event: 'run-started', at: run.createdAt, runId: run.id, reference, from, to });
    return ok(state);
  }
  if ('existing' in inserted.value) return readRun(engine, inserted.value.existing);
  return err(claimed(inserted.value.claims));
}

function claimed(claims: ClaimedError['claims']): ClaimedError {
  const who = claims.map(({ member, runId }) => `${member} by run ${runId}`).join(', ');
  return {
    kind: 'claimed',
    claims,
    message: `already being upgraded: ${who}; resume or cancel that run. Nothing was changed`,
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

async function readRun<P extends Provider>(
  engine: Engine<P>,
  runId: string,
): Promise<Result<RunState<P>, UpgradeError>> {
  const stored = await engine.store.get(runId);
  if (stored.isErr()) return err(stored.error);
  if (!stored.value) {
    const message = `no run ${runId} in this store; see status for those that are`;
    const error: StoreError = { kind: 'store', cause: 'no-such-run', message };
    return err(error);
  }
  const { provider } = stored.value.summary;
  if (provider !== engine.driver.provider) {
    const message = `run ${runId} is one of ${provider}, not of ${engine.driver.provider}. Nothing was changed`;
    return err({ kind: 'invalid-document', cause: 'another-provider', message });
  }
  const loaded = await loadRuns(engine, [runId]);
  if (loaded.isErr()) return err(loaded.error);
  const [run] = loaded.value;
  return run ? ok(run.state) : err(internalError('reading a run', 'it is gone'));
}
