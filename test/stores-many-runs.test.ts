import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '@engine-upgrader/cli';
import { seededRandom, simulatedClock } from '@engine-upgrader/cloud-simulator';
import { createMemoryStore, createUpgrader, type NewRun, type Store } from '@engine-upgrader/core';
import { createFleet } from '@engine-upgrader/core/fleet';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStateFile } from '../packages/core/src/store/sqlite-file.ts';
import { runTables } from '../packages/core/src/store/sqlite-runs.ts';
import { coreClock, rdsAccount } from './fleets/clouds.ts';
import { inProcessIo, type Written } from './fuzz/in-process.ts';
import { randomnessFrom } from './ports.ts';

/** A state file of many runs is listed in well under a second: half of one of processor time, on a slow machine too. */
const runs = 1_000;
const atMost = 500;
const folder = mkdtempSync(join(tmpdir(), 'many-runs-'));
const path = join(folder, 'state.db');

/** Runs of plans of the real driver, with their findings, steps and fingerprints. */
async function newRuns(): Promise<readonly NewRun[]> {
  const clock = simulatedClock();
  const source = rdsAccount(clock, runs);
  const memory = createMemoryStore();
  const inserted: NewRun[] = [];
  const insert = (run: NewRun): ReturnType<Store['insert']> => {
    inserted.push(run);
    return memory.insert(run);
  };
  const store: Store = { ...memory, insert };
  const parts = { store, clock: coreClock(clock), randomness: randomnessFrom(seededRandom(7)) };
  const fleet = createFleet({ sources: [source], ...parts });
  const upgrader = createUpgrader({ driver: source.driver, ...parts });
  return clock.run(async () => {
    const plan = await fleet.plan({ name: 'many', to: '5.7' });
    if (plan.isErr()) throw new Error(plan.error.message);
    for (const instance of plan.value.instances) {
      const task = await upgrader.start(instance.plan, { accept: 'all' });
      if (task.isErr()) throw new Error(task.error.message);
    }
    return inserted;
  });
}

/** In one transaction: by itself each waits for the disk. */
beforeAll(async () => {
  const all = await newRuns();
  const database = openStateFile(path, 0);
  const tables = runTables(database);
  database.exec('BEGIN');
  for (const run of all) expect(tables.insert(run).isOk()).toBe(true);
  database.exec('COMMIT');
  database.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function opened(): Promise<Store> {
  const store = await openSqliteStore(path);
  if (store.isErr()) throw new Error(store.error.message);
  return store.value;
}

/**
 * Milliseconds of processor time of the fastest of ten, or of the first that is fast enough: the others may pay for what
 * the machine does besides.
 */
async function processorTime(act: () => Promise<unknown>): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10 && fastest >= atMost; round += 1) {
    const since = process.cpuUsage();
    await act();
    const { user, system } = process.cpuUsage(since);
    fastest = Math.min(fastest, (user + system) / 1_000);
  }
  return fastest;
}

test('1,000 runs in one SQLite file are listed in well under a second', async () => {
  const time = await processorTime(async () => {
    const store = await opened();
    const listed = await store.list();
    await store.close();
    expect(listed.isOk() && listed.value.length).toBe(runs);
  });
  expect(time).toBeLessThan(atMost);
});

test('so they are by `status`, which says for each what it waits for', async () => {
  const store = await opened();
  const time = await processorTime(async () => {
    const written: Written = { stdout: '', stderr: '' };
    const code = await main(['status'], inProcessIo(written, new Map(), store, {}));
    expect(code, written.stderr).toBe(0);
    expect(written.stdout.trim().split('\n')).toHaveLength(runs + 1);
  });
  await store.close();
  expect(time).toBeLessThan(atMost);
});
