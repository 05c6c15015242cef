import { err, ok, type Result } from 'neverthrow';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoreError } from '../contract/errors.ts';
import type { Instant } from '../contract/time.ts';
import { faultInChanges } from './change.ts';
import { groupByScope } from './due.ts';
import { noSuchRun, runIdTaken } from './fault.ts';
import { documentOf, numberOf, type SqlRow, summaryOf, textOf, wishOf } from './sqlite-rows.ts';
import type { Inserted, Lease, NewRun, Row, RunChange, RunSummary, StoredRun, Wish } from './store.ts';

const asked = 'run_id IN (SELECT value FROM json_each(?))';

/** Statements on runs, prepared once. Each function runs inside a transaction of its caller. */
export interface RunTables {
  insert(run: NewRun): Result<Inserted, StoreError>;
  findByPlan(planId: string): string | undefined;
  list(): RunSummary[];
  load(runIds: readonly string[]): StoredRun[];
  plans(runIds: readonly string[]): Readonly<Record<string, string>>;
  wishes(scope: string): Record<string, Partial<Record<Wish, Instant>>>;
  due(now: Instant): { scope: string; runIds: string[] }[];
  /** `undefined` for no fault. */
  faultIn(changes: readonly RunChange[]): StoreError | undefined;
  /** Whether the whole change was saved; where not, none of it was. */
  save(change: RunChange, lease: Lease): boolean;
  wish(runId: string, wish: Wish, now: Instant): Result<undefined, StoreError>;
}

/** Prepares the statements on runs. */
export function runTables(database: DatabaseSync): RunTables {
  const statements = prepareAll(database);
  return {
    insert: (run) => insert(statements, run),
    findByPlan: (planId) => {
      const row = statements.runOfPlan.get(planId);
      return row && textOf(row, 'run_id');
    },
    list: () => statements.list.all().map(summaryOf),
    load: (runIds) => load(statements, runIds),
    plans: (runIds) => {
      const rows = statements.plans.all(JSON.stringify(runIds));
      return Object.fromEntries(rows.map((row) => [textOf(row, 'run_id'), textOf(row, 'text')]));
    },
    wishes: (scope) => {
      const rows = collect(statements.wishesOfScope.all(scope), (row): [Wish, Instant] => [
        wishOf(row),
        numberOf(row, 'wished_at'),
      ]);
      return Object.fromEntries([...rows].map(([runId, wishes]) => [runId, Object.fromEntries(wishes)]));
    },
    due: (now) =>
      groupByScope(
        statements.due.all(now).map((row) => ({ scope: textOf(row, 'scope'), runId: textOf(row, 'run_id') })),
      ),
    faultIn: (changes) =>
      faultInChanges(changes, (runId) => {
        const row = statements.summary.get(runId);
        return row && summaryOf(row);
      }),
    save: (change, lease) => {
      database.exec('SAVEPOINT change');
      const saved = save(statements, change, lease);
      database.exec(saved ? 'RELEASE change' : 'ROLLBACK TO change; RELEASE change');
      return saved;
    },
    wish: (runId, wish, now) => {
      if (!statements.summary.get(runId)) return err(noSuchRun(runId));
      statements.addWish.run(runId, wish, now);
      return ok(undefined);
    },
  };
}

type Statements = ReturnType<typeof prepareAll>;

function prepareAll(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    runOfPlan: prepare('SELECT run_id FROM runs WHERE plan_id = ?'),
    runOfMember: prepare('SELECT run_id FROM claims WHERE member = ?'),
    summary: prepare('SELECT * FROM runs WHERE run_id = ?'),
    list: prepare('SELECT * FROM runs ORDER BY created_at DESC, sequence DESC'),
    due: prepare(
      `SELECT scope, run_id FROM runs WHERE state <> 'ended' AND next_look_at <= ?
       ORDER BY next_look_at, sequence`,
    ),
    runs: prepare(`SELECT * FROM runs JOIN run_documents USING (run_id) WHERE ${asked}`),
    plans: prepare(`SELECT run_id, text FROM plans WHERE ${asked}`),
    // This index keeps a run's steps in the order in which they were inserted.
    steps: prepare(`SELECT * FROM steps INDEXED BY steps_by_run WHERE ${asked}`),
    wishes: prepare(`SELECT * FROM wishes WHERE ${asked}`),
    // From the few wishes to their runs, and not through all runs of the scope.
    wishesOfScope: prepare(
      'SELECT wishes.run_id, wish, wished_at FROM wishes CROSS JOIN runs USING (run_id) WHERE scope = ?',
    ),
    addRun: prepare(
      `INSERT INTO runs (run_id, plan_id, provider, reference, from_version, to_version, scope, state, result,
       created_at, next_look_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addDocument: prepare('INSERT INTO run_documents (run_id, revision, text) VALUES (?, 1, ?)'),
    addPlan: prepare('INSERT INTO plans (run_id, text) VALUES (?, ?)'),
    addStep: prepare('INSERT INTO steps (run_id, step_id, revision, text) VALUES (?, ?, 1, ?)'),
    addClaim: prepare('INSERT INTO claims (member, run_id) VALUES (?, ?)'),
    addWish: prepare(
      'INSERT INTO wishes (run_id, wish, wished_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET wished_at = excluded.wished_at',
    ),
    changeRun: prepare(
      `UPDATE runs SET provider = ?, reference = ?, from_version = ?, to_version = ?, state = ?, result = ?,
       next_look_at = ? WHERE run_id = ?`,
    ),
    changeDocument: prepare(
      'UPDATE run_documents SET revision = revision + 1, text = ? WHERE run_id = ? AND revision = ?',
    ),
    changeStep: prepare(
      'UPDATE steps SET revision = revision + 1, text = ? WHERE run_id = ? AND step_id = ? AND revision = ?',
    ),
    removeWish: prepare('DELETE FROM wishes WHERE run_id = ? AND wish = ?'),
    removeClaims: prepare('DELETE FROM claims WHERE run_id = ?'),
  };
}

function insert(statements: Statements, run: NewRun): Result<Inserted, StoreError> {
  const { summary } = run;
  const { runId } = summary;
  const started = statements.runOfPlan.get(summary.planId);
  if (started) return ok({ inserted: false, existing: textOf(started, 'run_id') });
  if (statements.summary.get(runId)) return err(runIdTaken(runId));
  const members = [...new Set(run.claims)];
  const claims = members.flatMap((member) => {
    const holder = statements.runOfMember.get(member);
    return holder ? [{ member, runId: textOf(holder, 'run_id') }] : [];
  });
  if (claims.length > 0) return ok({ inserted: false, claims });
  statements.addRun.run(
    runId,
    summary.planId,
    summary.provider,
    summary.reference,
    summary.from,
    summary.to,
    summary.scope,
    summary.state,
    summary.result ?? null,
    summary.createdAt,
    summary.nextLookAt,
  );
  statements.addPlan.run(runId, run.plan);
  for (const [name, text] of Object.entries(run.parts ?? {}))
    statements.addPlan.run(`${runId}/${name}`, text);
  statements.addDocument.run(runId, run.run);
  for (const [stepId, text] of Object.entries(run.steps)) statements.addStep.run(runId, stepId, text);
  for (const member of members) statements.addClaim.run(member, runId);
  return ok({ inserted: true });
}

function load(statements: Statements, runIds: readonly string[]): StoredRun[] {
  const ids = JSON.stringify(runIds);
  const runs = new Map(statements.runs.all(ids).map((row) => [textOf(row, 'run_id'), row]));
  const steps = collect(statements.steps.all(ids), (row): [string, Row] => [
    textOf(row, 'step_id'),
    documentOf(row),
  ]);
  const wishes = collect(statements.wishes.all(ids), (row): [Wish, Instant] => [
    wishOf(row),
    numberOf(row, 'wished_at'),
  ]);
  const loaded: StoredRun[] = [];
  for (const runId of new Set(runIds)) {
    const row = runs.get(runId);
    if (!row) continue;
    loaded.push({
      summary: summaryOf(row),
      run: documentOf(row),
      steps: Object.fromEntries(steps.get(runId) ?? []),
      wishes: Object.fromEntries(wishes.get(runId) ?? []),
    });
  }
  return loaded;
}

/** The entries of each run. */
function collect<Entry>(rows: readonly SqlRow[], read: (row: SqlRow) => Entry): Map<string, Entry[]> {
  const collected = new Map<string, Entry[]>();
  for (const row of rows) {
    const runId = textOf(row, 'run_id');
    const entries = collected.get(runId);
    if (entries) entries.push(read(row));
    else collected.set(runId, [read(row)]);
  }
  return collected;
}

function save(statements: Statements, change: RunChange, lease: Lease): boolean {
  const { runId, run } = change;
  const stored = statements.summary.get(runId);
  if (!stored || textOf(stored, 'scope') !== lease.scope) return false;
  if (run) {
    if (statements.changeDocument.run(run.text, runId, run.revision).changes !== 1) return false;
    const { provider, reference, from, to, state, result, nextLookAt } = run.summary;
    statements.changeRun.run(provider, reference, from, to, state, result ?? null, nextLookAt, runId);
  }
  for (const [stepId, step] of Object.entries(change.steps)) {
    if (statements.changeStep.run(step.text, runId, stepId, step.revision).changes !== 1) return false;
  }
  for (const wish of change.granted) statements.removeWish.run(runId, wish);
  if (change.releaseClaims) statements.removeClaims.run(runId);
  return true;
}
