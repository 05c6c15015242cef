import type {
  Acquired,
  Inserted,
  Json,
  Lease,
  NewRun,
  RunChange,
  StoredRun,
  Wish,
} from '@engine-upgrader/core';

/** What a store should hold: plain lists, searched from end to end. */
interface ModelState {
  runs: StoredRun[];
  claims: { member: string; runId: string }[];
  leases: { scope: string; token: number; owner: string | null; expiresAt: number; carry: Json }[];
}

/** The promises of a store, written as plainly as possible: what others are compared with. */
export interface StoreModel {
  insert(run: NewRun): Inserted;
  save(changes: readonly RunChange[], lease: Lease, now: number): string[];
  acquire(scope: string, owner: string, duration: number, now: number): Acquired;
  renew(lease: Lease, duration: number, now: number): Lease | undefined;
  release(lease: Lease, carry: Json): void;
  /** Whether there is such a run. */
  wish(runId: string, wish: Wish, now: number): boolean;
  wishes(scope: string): Readonly<Record<string, StoredRun['wishes']>>;
  runs(): readonly StoredRun[];
  due(now: number): string[];
}

/** Makes an empty model. */
export function createStoreModel(): StoreModel {
  const state: ModelState = { runs: [], claims: [], leases: [] };
  const held = (lease: Lease) =>
    state.leases.find(
      (one) => one.scope === lease.scope && one.token === lease.token && one.owner === lease.owner,
    );
  return {
    insert: (run) => insert(state, run),
    save: (changes, lease, now) => {
      if ((held(lease)?.expiresAt ?? now) <= now) return [];
      return changes.filter((change) => save(state, change, lease.scope)).map((change) => change.runId);
    },
    acquire: (scope, owner, duration, now) => {
      const kept = state.leases.find((one) => one.scope === scope);
      if (kept && kept.owner !== null && kept.expiresAt > now) {
        return { acquired: false, owner: kept.owner, expiresAt: kept.expiresAt };
      }
      const taken = { scope, owner, token: (kept?.token ?? 0) + 1, expiresAt: now + duration };
      const lease = { ...taken, carry: kept?.carry ?? null };
      state.leases = [...state.leases.filter((one) => one !== kept), lease];
      return { acquired: true, lease: { ...lease } };
    },
    renew: (lease, duration, now) => {
      const kept = held(lease);
      if (!kept || kept.expiresAt <= now) return undefined;
      kept.expiresAt = now + duration;
      return { ...lease, expiresAt: kept.expiresAt };
    },
    release: (lease, carry) => {
      const kept = held(lease);
      if (kept) Object.assign(kept, { owner: null, carry });
    },
    wish: (runId, wish, now) => {
      const run = state.runs.find((one) => one.summary.runId === runId);
      if (run) replace(state, { ...run, wishes: { ...run.wishes, [wish]: now } });
      return run !== undefined;
    },
    wishes: (scope) => {
      const wished = state.runs.filter(
        ({ summary, wishes }) => summary.scope === scope && Object.keys(wishes).length > 0,
      );
      return Object.fromEntries(wished.map(({ summary, wishes }) => [summary.runId, wishes]));
    },
    runs: () => state.runs,
    due: (now) =>
      state.runs
        .filter((run) => run.summary.state !== 'ended' && run.summary.nextLookAt <= now)
        .map((run) => run.summary.runId),
  };
}

function replace(state: ModelState, run: StoredRun): void {
  state.runs = state.runs.map((one) => (one.summary.runId === run.summary.runId ? run : one));
}

function insert(state: ModelState, run: NewRun): Inserted {
  const started = state.runs.find((one) => one.summary.planId === run.summary.planId);
  if (started) return { inserted: false, existing: started.summary.runId };
  const claims = state.claims.filter((claim) => run.claims.includes(claim.member));
  if (claims.length > 0) return { inserted: false, claims };
  const steps = Object.entries(run.steps).map(([id, text]) => [id, { revision: 1, text }] as const);
  state.runs.push({
    summary: run.summary,
    run: { revision: 1, text: run.run },
    steps: Object.fromEntries(steps),
    wishes: {},
  });
  for (const member of run.claims) state.claims.push({ member, runId: run.summary.runId });
  return { inserted: true };
}

function save(state: ModelState, change: RunChange, scope: string): boolean {
  const stored = state.runs.find((one) => one.summary.runId === change.runId);
  if (!stored || stored.summary.scope !== scope) return false;
  if (change.run && change.run.revision !== stored.run.revision) return false;
  const steps = Object.entries(change.steps);
  if (steps.some(([id, step]) => stored.steps[id]?.revision !== step.revision)) return false;
  const next = steps.map(([id, step]) => [id, { revision: step.revision + 1, text: step.text }] as const);
  const wishes = Object.entries(stored.wishes).filter(
    ([wish]) => !change.granted.some((one) => one === wish),
  );
  replace(state, {
    summary: change.run?.summary ?? stored.summary,
    run: change.run ? { revision: change.run.revision + 1, text: change.run.text } : stored.run,
    steps: { ...stored.steps, ...Object.fromEntries(next) },
    wishes: Object.fromEntries(wishes),
  });
  if (change.releaseClaims) state.claims = state.claims.filter((claim) => claim.runId !== change.runId);
  return true;
}
