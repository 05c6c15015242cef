import { err, ok, type Result } from 'neverthrow';
import {
  type ClaimedError,
  internalError,
  type PreconditionError,
  type StoreError,
  type UpgradeError,
} from '../contract/errors.ts';
import { blockingFindings, type Finding } from '../contract/finding.ts';
import { freshMemory, type StepMemory } from '../contract/memory.ts';
import type { Scope, UpgradePlan } from '../contract/plan.ts';
import type { Provider } from '../contract/provider.ts';
import type { StartOptions } from '../contract/upgrader.ts';
import { parsePlan } from '../document/document.ts';
import type { NewRun } from '../store/store.ts';
import type { Engine } from './engine.ts';
import { emit } from './events.ts';
import { loadRuns } from './load.ts';
import { runText, summaryOf } from './rows.ts';
import { type RunState, reportStepId } from './run/state.ts';
import { begin } from './run/wishes.ts';

/** Stores the run of a plan and claims its members; a plan that has started gives its run. */
export async function startRun<P extends Provider>(
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

/** Stores a run, or reads the one that its plan has started. */
export async function insertRun<P extends Provider>(
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
    claims:
      run.state === 'ended'
        ? []
        : run.plan.members.map((member) => claimOf(run.plan.scope, member.reference)),
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

/** What a run claims of a member. Another account may have one of the same name. */
function claimOf({ account }: Scope, reference: string): string {
  return account === 'default' ? reference : `${account}:${reference}`;
}

/** Reads a run out of the store. */
export async function readRun<P extends Provider>(
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
