import { err, ok, ResultAsync, type Result } from 'neverthrow';
import type { StoreError } from '../contract/errors.ts';
import type { Json } from '../contract/facts.ts';
import type { Instant } from '../contract/time.ts';
import { applyChange, faultInChanges } from './change.ts';
import { groupByScope } from './due.ts';
import { noSuchRun, runIdTaken, storeIsClosed } from './fault.ts';
import type { Acquired, Inserted, Lease, NewRun, RunChange, RunSummary, Store, StoredRun } from './store.ts';

/** A scope's lease as kept: without an owner when it is free. The carry is text, so that nobody shares it. */
interface KeptLease {
  readonly token: number;
  readonly owner: string | undefined;
  readonly expiresAt: Instant;
  readonly carry: string;
}

/** What a memory store holds. Stored runs are never changed, only replaced, so that no copies are needed. */
interface Contents {
  readonly runs: Map<string, StoredRun>;
  readonly plans: Map<string, string>;
  readonly runOfPlan: Map<string, string>;
  readonly runOfMember: Map<string, string>;
  readonly membersOfRun: Map<string, readonly string[]>;
  readonly leases: Map<string, KeptLease>;
}

/**
 * Makes a store that lives as long as the process: for tests, simulations, and callers that keep handles
 * themselves. It keeps every promise of {@link Store} except surviving the process.
 *
 * @example
 * ```ts
 * const store = createMemoryStore();
 * ```
 */
export function createMemoryStore(): Store {
  const contents: Contents = {
    runs: new Map(),
    plans: new Map(),
    runOfPlan: new Map(),
    runOfMember: new Map(),
    membersOfRun: new Map(),
    leases: new Map(),
  };
  let closed = false;
  const answer = <T>(work: () => Result<T, StoreError>): ResultAsync<T, StoreError> =>
    new ResultAsync(Promise.resolve(closed ? err(storeIsClosed) : work()));

  return {
    insert: (run) => answer(() => insert(contents, run)),
    get: (runId) => answer(() => ok(contents.runs.get(runId))),
    findByPlan: (planId) => answer(() => ok(contents.runOfPlan.get(planId))),
    list: () => answer(() => ok(list(contents))),
    load: (runIds) => answer(() => ok(load(contents, runIds))),
    plans: (runIds) => answer(() => ok(plans(contents, runIds))),
    wishes: (scope) => answer(() => ok(wishesOf(contents, scope))),
    due: (now) => answer(() => ok(due(contents, now))),
    save: (changes, lease, now) => answer(() => save(contents, changes, lease, now)),
    acquire: (scope, owner, duration, now) =>
      answer(() => ok(acquire(contents, scope, owner, now + duration, now))),
    renew: (lease, duration, now) =>
      answer(() => ok(holds(contents, lease, now) ? keep(contents, lease, now + duration) : undefined)),
    release: (lease, carry) => answer(() => ok(release(contents, lease, carry))),
    wish: (runId, wish, now) =>
      answer(() => {
        const stored = contents.runs.get(runId);
        if (!stored) return err(noSuchRun(runId));
        contents.runs.set(runId, { ...stored, wishes: { ...stored.wishes, [wish]: now } });
        return ok(undefined);
      }),
    close: () => {
      closed = true;
      return new ResultAsync(Promise.resolve(ok(undefined)));
    },
  };
}

function insert(contents: Contents, run: NewRun): Result<Inserted, StoreError> {
  const { runId, planId } = run.summary;
  const existing = contents.runOfPlan.get(planId);
  if (existing !== undefined) return ok({ inserted: false, existing });
  if (contents.runs.has(runId)) return err(runIdTaken(runId));
  const members = [...new Set(run.claims)];
  const claims = members.flatMap((member) => {
    const holder = contents.runOfMember.get(member);
    return holder === undefined ? [] : [{ member, runId: holder }];
  });
  if (claims.length > 0) return ok({ inserted: false, claims });
  const steps = Object.entries(run.steps).map(([id, text]) => [id, { revision: 1, text }] as const);
  contents.runs.set(runId, {
    summary: { ...run.summary },
    run: { revision: 1, text: run.run },
    steps: Object.fromEntries(steps),
    wishes: {},
  });
  contents.plans.set(runId, run.plan);
  for (const [name, text] of Object.entries(run.parts ?? {})) contents.plans.set(`${runId}/${name}`, text);
  contents.runOfPlan.set(planId, runId);
  contents.membersOfRun.set(runId, members);
  for (const member of members) contents.runOfMember.set(member, runId);
  return ok({ inserted: true });
}

function list(contents: Contents): RunSummary[] {
  const summaries = Array.from(contents.runs.values(), (stored) => stored.summary);
  return summaries.toReversed().sort((one, other) => other.createdAt - one.createdAt);
}

function load(contents: Contents, runIds: readonly string[]): StoredRun[] {
  const loaded: StoredRun[] = [];
  for (const runId of new Set(runIds)) {
    const stored = contents.runs.get(runId);
    if (stored) loaded.push(stored);
  }
  return loaded;
}

function plans(contents: Contents, runIds: readonly string[]): Readonly<Record<string, string>> {
  const known = runIds.map((runId) => [runId, contents.plans.get(runId)] as const);
  return Object.fromEntries(known.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function wishesOf(contents: Contents, scope: string): Record<string, StoredRun['wishes']> {
  const wishes: Record<string, StoredRun['wishes']> = {};
  for (const [runId, stored] of contents.runs) {
    if (stored.summary.scope === scope && Object.keys(stored.wishes).length > 0)
      wishes[runId] = stored.wishes;
  }
  return wishes;
}

function due(contents: Contents, now: Instant): { scope: string; runIds: string[] }[] {
  const summaries: RunSummary[] = [];
  for (const { summary } of contents.runs.values()) {
    if (summary.state !== 'ended' && summary.nextLookAt <= now) summaries.push(summary);
  }
  return groupByScope(summaries.sort((one, other) => one.nextLookAt - other.nextLookAt));
}

function save(
  contents: Contents,
  changes: readonly RunChange[],
  lease: Lease,
  now: Instant,
): Result<string[], StoreError> {
  const fault = faultInChanges(changes, (runId) => contents.runs.get(runId)?.summary);
  if (fault) return err(fault);
  if (!holds(contents, lease, now)) return ok([]);
  const saved: string[] = [];
  for (const change of changes) {
    const stored = contents.runs.get(change.runId);
    const changed = stored?.summary.scope === lease.scope ? applyChange(stored, change) : undefined;
    if (!changed) continue;
    contents.runs.set(change.runId, changed);
    if (change.releaseClaims) releaseClaims(contents, change.runId);
    saved.push(change.runId);
  }
  return ok(saved);
}

function releaseClaims(contents: Contents, runId: string): void {
  for (const member of contents.membersOfRun.get(runId) ?? []) contents.runOfMember.delete(member);
  contents.membersOfRun.delete(runId);
}

function acquire(
  contents: Contents,
  scope: string,
  owner: string,
  expiresAt: Instant,
  now: Instant,
): Acquired {
  const kept = contents.leases.get(scope);
  if (kept?.owner !== undefined && kept.expiresAt > now) {
    return { acquired: false, owner: kept.owner, expiresAt: kept.expiresAt };
  }
  const token = (kept?.token ?? 0) + 1;
  const carry = kept?.carry ?? 'null';
  contents.leases.set(scope, { token, owner, expiresAt, carry });
  return { acquired: true, lease: { scope, owner, token, expiresAt, carry: JSON.parse(carry) as Json } };
}

/** The lease as it stands, if nobody has taken it since and it was not given back. */
function standing(contents: Contents, lease: Lease): KeptLease | undefined {
  const kept = contents.leases.get(lease.scope);
  return kept?.token === lease.token && kept.owner === lease.owner ? kept : undefined;
}

function holds(contents: Contents, lease: Lease, now: Instant): boolean {
  const kept = standing(contents, lease);
  return kept !== undefined && kept.expiresAt > now;
}

function keep(contents: Contents, lease: Lease, expiresAt: Instant): Lease | undefined {
  const kept = standing(contents, lease);
  if (!kept) return undefined;
  contents.leases.set(lease.scope, { ...kept, expiresAt });
  return { ...lease, expiresAt };
}

function release(contents: Contents, lease: Lease, carry: Json): void {
  const kept = standing(contents, lease);
  if (!kept) return;
  contents.leases.set(lease.scope, { ...kept, owner: undefined, carry: JSON.stringify(carry) });
}
