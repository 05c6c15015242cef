import { err, ok, Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import { freshMemory, type StepMemory } from '../contract/memory.ts';
import type { Provider } from '../contract/provider.ts';
import type { Run } from '../contract/run.ts';
import type { UpgradePlan } from '../contract/plan.ts';
import { memorySchema, planSchema, storedRunSchema } from '../document/schema.ts';
import { omit } from './omit.ts';
import type { Row, RunSummary, RunChange, StoredRun, Wish } from '../store/store.ts';
import { formatScope } from './scope.ts';
import { type RunState, reportStepId } from './run/state.ts';

interface Known {
  readonly revision: number;
  readonly value: unknown;
}

/** The row of a step to which nothing has happened yet, as most are at first. */
const untouched = JSON.stringify(freshMemory());

const asJson = Result.fromThrowable((text: string): unknown => JSON.parse(text));

/**
 * Turns stored rows into what they mean and back. A row that was read or written at a revision is not parsed
 * again at that revision, and a plan, which never changes, is parsed once.
 */
export class Rows<P extends Provider> {
  readonly #known = new Map<string, Known>();
  readonly #plans = new Map<string, UpgradePlan<P>>();
  readonly #remembers: boolean;

  /** @param remembers false where thousands of runs are led, each of which is in hand for as long as it is worth it */
  constructor(remembers = true) {
    this.#remembers = remembers;
  }

  /** The runs whose plan was not read yet. */
  withoutPlan(runIds: readonly string[]): readonly string[] {
    return runIds.filter((runId) => !this.#plans.has(runId));
  }

  /** Takes in plans as stored; one that cannot be read is found missing by `read`. */
  learnPlans(texts: Readonly<Record<string, string>>): void {
    for (const [runId, text] of Object.entries(texts)) {
      const value = asJson(text).unwrapOr(undefined);
      if (!planSchema.safeParse(value).success) continue;
      const plan = value as UpgradePlan<P>;
      this.#plans.set(runId, this.#remembers ? plan : { ...plan, findings: [] });
    }
  }

  /** The state of a stored run whose plan is known, or `damaged`. */
  read(stored: StoredRun): Result<RunState<P>, StoreError> {
    const { runId } = stored.summary;
    const plan = this.#plans.get(runId);
    if (!plan) return err(damagedRow(`the plan of run ${runId}`));
    if (!this.#remembers) this.#plans.delete(runId);
    const parsed = this.#parse(runId, '', stored.run, (value) => storedRunSchema.safeParse(value));
    if (parsed.isErr()) return err(parsed.error);
    const memories: Record<string, StepMemory<P>> = {};
    for (const stepId of [...plan.steps.map(({ id }) => id), reportStepId]) {
      const row = stored.steps[stepId];
      if (!row) return err(damagedRow(`step ${stepId} of run ${runId}`));
      if (row.text === untouched) {
        memories[stepId] = freshMemory<P>();
        continue;
      }
      const memory = this.#parse(runId, stepId, row, (value) => memorySchema.safeParse(value));
      if (memory.isErr()) return err(memory.error);
      memories[stepId] = memory.value as StepMemory<P>;
    }
    return ok({ run: { ...(parsed.value as Omit<Run<P>, 'plan'>), plan }, memories });
  }

  /** What changed between the stored run and its next state: only rows that really did. */
  change(stored: StoredRun, before: RunState<P>, after: RunState<P>, granted: readonly Wish[]): RunChange {
    const { runId } = stored.summary;
    const steps: Record<string, { revision: number; text: string }> = {};
    for (const [stepId, memory] of Object.entries(after.memories)) {
      const row = stored.steps[stepId];
      if (!row || memory === before.memories[stepId]) continue;
      const text = JSON.stringify(memory);
      if (text === row.text) continue;
      steps[stepId] = { revision: row.revision, text };
    }
    const text = after.run === before.run ? stored.run.text : runText(after.run);
    const run =
      text === stored.run.text
        ? {}
        : { run: { revision: stored.run.revision, text, summary: summaryOf(after.run) } };
    return { runId, ...run, steps, granted, releaseClaims: after.run.state === 'ended' };
  }

  /** The stored run as it is after a change was saved. */
  saved(stored: StoredRun, change: RunChange, after: RunState<P>): StoredRun {
    const run = change.run ? { revision: change.run.revision + 1, text: change.run.text } : stored.run;
    const steps: Record<string, Row> = { ...stored.steps };
    for (const [stepId, row] of Object.entries(change.steps)) {
      steps[stepId] = { revision: row.revision + 1, text: row.text };
      this.#remember(change.runId, stepId, row.revision + 1, after.memories[stepId]);
    }
    if (change.run) this.#remember(change.runId, '', run.revision, omit(after.run, 'plan'));
    return { summary: change.run?.summary ?? stored.summary, run, steps, wishes: {} };
  }

  /** Lets go of a run that has ended. */
  forget(runId: string): void {
    this.#plans.delete(runId);
    for (const key of this.#known.keys()) if (key.startsWith(`${runId}/`)) this.#known.delete(key);
  }

  #parse(
    runId: string,
    stepId: string,
    row: Row,
    check: (value: unknown) => { success: boolean },
  ): Result<unknown, StoreError> {
    const known = this.#known.get(`${runId}/${stepId}`);
    if (known?.revision === row.revision) return ok(known.value);
    const value = asJson(row.text);
    if (value.isErr() || !check(value.value).success) {
      return err(damagedRow(stepId === '' ? `run ${runId}` : `step ${stepId} of run ${runId}`));
    }
    this.#remember(runId, stepId, row.revision, value.value);
    return ok(value.value);
  }

  #remember(runId: string, stepId: string, revision: number, value: unknown): void {
    if (this.#remembers) this.#known.set(`${runId}/${stepId}`, { revision, value });
  }
}

/** A run's own row: its plan has one of its own. */
export function runText<P extends Provider>(run: Run<P>): string {
  return JSON.stringify(omit(run, 'plan'));
}

function damagedRow(what: string): StoreError {
  const message = `the store's row of ${what} is damaged or missing. Nothing was changed`;
  return { kind: 'store', cause: 'damaged', message };
}

/** What a listing of runs shows. */
export function summaryOf<P extends Provider>(run: Run<P>): RunSummary {
  const { plan } = run;
  return {
    runId: run.id,
    planId: plan.id,
    provider: plan.provider,
    reference: plan.reference,
    from: plan.from,
    to: plan.to,
    scope: formatScope(plan.scope),
    state: run.state,
    ...(run.outcome ? { result: run.outcome.result } : {}),
    createdAt: run.createdAt,
    nextLookAt: run.nextLookAt,
  };
}
