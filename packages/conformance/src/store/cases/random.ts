import assert from 'node:assert/strict';
import type { Lease, RunChange, Store, Wish } from '@engine-upgrader/core';
import type { ConformanceCase } from '../../case.ts';
import { createStoreModel, type StoreModel } from '../model.ts';
import { onStore, type StorePlace } from '../place.ts';
import { change, must, newRun, summary } from '../samples.ts';

const seeds = 20;
const operationsPerSeed = 60;

/** Long random lives, each compared with the model at every step. The seed in a failure replays it. */
export const randomCases: readonly ConformanceCase<StorePlace>[] = [
  {
    name: 'whatever is done in whatever order, a store answers as its model does',
    run: async (fresh) => {
      for (let seed = 1; seed <= seeds; seed += 1) {
        await onStore((store) => live(store, seed))(fresh);
      }
    },
  },
];

/** Draws a whole number below a bound. */
type Draw = (below: number) => number;

/** Marsaglia's xorshift: the same numbers for the same seed, everywhere. */
function drawFrom(seed: number): Draw {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

interface Life {
  readonly store: Store;
  readonly model: StoreModel;
  readonly draw: Draw;
  /** Every lease ever held, lost ones too. */
  readonly leases: Lease[];
  now: number;
}

async function live(store: Store, seed: number): Promise<void> {
  const life: Life = { store, model: createStoreModel(), draw: drawFrom(seed), leases: [], now: 0 };
  const operations = [insert, save, save, save, acquire, acquire, renew, release, wish];
  for (let number = 1; number <= operationsPerSeed; number += 1) {
    life.now += life.draw(12);
    const operation = pick(life, operations);
    const message = `seed ${seed}, operation ${number} (${operation.name}) at ${life.now}`;
    const [got, expected] = await operation(life);
    assert.deepEqual(got, expected, message);
    await compare(life, message);
  }
}

async function compare({ store, model, now }: Life, message: string): Promise<void> {
  const runs = model.runs();
  const ids = runs.map((run) => run.summary.runId);
  assert.deepEqual(await must(store.load(ids)), runs, message);
  const summaries = runs.map((run) => run.summary).toReversed();
  assert.deepEqual(
    await must(store.list()),
    summaries.sort((one, other) => other.createdAt - one.createdAt),
    message,
  );
  for (const scope of scopes) {
    assert.deepEqual(await must(store.wishes(scope)), model.wishes(scope), message);
  }
  const due = (await must(store.due(now))).flatMap((scope) => scope.runIds);
  assert.deepEqual(due.sort(), model.due(now).sort(), message);
}

function pick<T>({ draw }: Life, from: readonly T[]): T {
  const picked = from[draw(from.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

const scopes = ['north', 'south'] as const;
const members = ['one', 'two', 'three', 'four', 'five'] as const;

async function insert(life: Life): Promise<[unknown, unknown]> {
  const number = life.model.runs().length + 1;
  const planId = `plan-${life.draw(6) === 0 ? 1 : number}`;
  const claims = members.filter(() => life.draw(4) === 0);
  const nextLookAt = life.now + life.draw(40);
  const fields = { planId, scope: pick(life, scopes), createdAt: life.draw(50), nextLookAt };
  const run = newRun(`run-${number}`, fields, claims);
  const [got, expected] = [await must(life.store.insert(run)), life.model.insert(run)];
  // In which order several claims are named is a store's own affair.
  if ('claims' in got && 'claims' in expected) return [new Set(got.claims), new Set(expected.claims)];
  return [got, expected];
}

async function save(life: Life): Promise<[unknown, unknown]> {
  if (life.leases.length === 0) return acquire(life);
  const lease =
    life.draw(3) === 0 ? pick(life, life.leases) : (life.leases.at(-1) ?? pick(life, life.leases));
  const changes = life.model
    .runs()
    .filter(() => life.draw(3) > 0)
    .map((run) => drawChange(life, run.summary.runId));
  return [await must(life.store.save(changes, lease, life.now)), life.model.save(changes, lease, life.now)];
}

function drawChange(life: Life, runId: string): RunChange {
  const { draw } = life;
  const stored = life.model.runs().find((run) => run.summary.runId === runId);
  if (!stored) throw new Error(`no run ${runId} in the model`);
  const revision = (current: number): number => (draw(8) === 0 ? current - 1 : current);
  const steps = Object.entries(stored.steps)
    .filter(() => draw(2) === 0)
    .map(([id, row]) => [id, { revision: revision(row.revision), text: `text ${draw(1_000)}` }] as const);
  const ended = draw(6) === 0;
  const { planId, scope, createdAt } = stored.summary;
  const state = ended ? ({ state: 'ended', result: 'cancelled' } as const) : {};
  const next = summary(runId, { planId, scope, createdAt, nextLookAt: life.now + draw(40), ...state });
  const run = { revision: revision(stored.run.revision), text: `run ${draw(1_000)}`, summary: next };
  return change(runId, {
    ...(ended || draw(3) === 0 ? { run } : {}),
    steps: Object.fromEntries(steps),
    granted: wishes.filter(() => draw(3) === 0),
    releaseClaims: ended,
  });
}

async function acquire(life: Life): Promise<[unknown, unknown]> {
  const [scope, owner] = [pick(life, scopes), pick(life, members)];
  const duration = 5 + life.draw(60);
  const got = await must(life.store.acquire(scope, owner, duration, life.now));
  if (got.acquired) life.leases.push(got.lease);
  return [got, life.model.acquire(scope, owner, duration, life.now)];
}

async function renew(life: Life): Promise<[unknown, unknown]> {
  if (life.leases.length === 0) return acquire(life);
  const lease = pick(life, life.leases);
  const duration = 5 + life.draw(60);
  return [
    await must(life.store.renew(lease, duration, life.now)),
    life.model.renew(lease, duration, life.now),
  ];
}

async function release(life: Life): Promise<[unknown, unknown]> {
  if (life.leases.length === 0) return acquire(life);
  const [lease, carry] = [pick(life, life.leases), { left: life.draw(9) }];
  return [await must(life.store.release(lease, carry)), life.model.release(lease, carry)];
}

const wishes: readonly Wish[] = ['cancel', 'reopen', 'continue', 'pause', 'drain'];

async function wish(life: Life): Promise<[unknown, unknown]> {
  const [runId, wished] = [`run-${1 + life.draw(8)}`, pick(life, wishes)];
  return [(await life.store.wish(runId, wished, life.now)).isOk(), life.model.wish(runId, wished, life.now)];
}
