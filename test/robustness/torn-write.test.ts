import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import { type Cloud, createCloud, seededRandom } from '@engine-upgrader/cloud-simulator';
import { must } from '@engine-upgrader/conformance';
import { createUpgrader, type Store } from '@engine-upgrader/core';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { afterAll, expect, it } from 'vitest';
import { hastyClock } from '../fuzz/hasty-clock.ts';
import { randomnessFrom } from '../ports.ts';
import { simulatedRdsApi } from '../rds-api.ts';
import { differingPages, journalOf, pageSize, torn } from './rollback-journal.ts';

// In memory where there is such a place: a file is written tens of thousands of times.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'torn-write-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const request = { reference: 'alibaba-rds://cn-hangzhou/rm-main', to: '5.6' };

function upgraderOn(store: Store, cloud: Cloud, clock: ReturnType<typeof hastyClock>) {
  const driver = createAlibabaRdsDriver({
    api: simulatedRdsApi(cloud, 'test'),
    regions: ['cn-hangzhou'],
    environment: {},
  });
  return createUpgrader({ driver, store, clock, randomness: randomnessFrom(seededRandom(7)) });
}

/** One write: the file before and after it. */
interface Write {
  readonly name: string;
  readonly before: Buffer;
  readonly after: Buffer;
}

/** A store that keeps the bytes before and after each of its writes. */
function recorded(store: Store, path: string, writes: Write[]): Store {
  const record =
    <A extends unknown[], R>(name: string, write: (...args: A) => R) =>
    (...args: A): R => {
      const before = readFileSync(path);
      const answer = write(...args);
      writes.push({ name, before, after: readFileSync(path) });
      return answer;
    };
  return {
    ...store,
    insert: record('insert', (run) => store.insert(run)),
    save: record('save', (changes, lease, now) => store.save(changes, lease, now)),
    acquire: record('acquire', (scope, owner, duration, now) => store.acquire(scope, owner, duration, now)),
    release: record('release', (lease, carry) => store.release(lease, carry)),
  };
}

/** The writes of a run up to its first upgrade request, and what was true then. */
async function writesOfARun(): Promise<{
  writes: Write[];
  cloud: Cloud;
  clock: ReturnType<typeof hastyClock>;
  runId: string;
}> {
  const path = join(folder, 'run.db');
  const clock = hastyClock();
  const fleet = { rds: { instances: [{ id: 'rm-main', region: 'cn-hangzhou', version: '5.5' }] } };
  const cloud = createCloud({ clock, random: seededRandom(1), fleet });
  const store = must(await openSqliteStore(path), 'open');
  const writes: Write[] = [];
  const upgrader = upgraderOn(recorded(store, path, writes), cloud, clock);
  const task = must(
    await upgrader.start(must(await upgrader.plan(request), 'plan'), { accept: 'all' }),
    'start',
  );
  while (!cloud.journal.entries.some(({ action }) => action === 'UpgradeAccepted')) {
    must(await task.advance(), 'advance');
    await clock.sleep(10_000);
  }
  must(await store.close(), 'close');
  return { writes, cloud, clock, runId: task.handle.run.id };
}

const state = join(folder, 'state.db');

/** Opens the store on a file and the journal that lies beside it, closes it, and says what the file is then. */
async function reopened(file: Uint8Array, journal?: Uint8Array): Promise<Buffer | string> {
  writeFileSync(state, file);
  if (journal) writeFileSync(`${state}-journal`, journal);
  const opened = await openSqliteStore(state);
  if (opened.isErr()) return opened.error.cause;
  must(await opened.value.list(), 'list');
  must(await opened.value.close(), 'close');
  return readFileSync(state);
}

/** Every so-manieth byte up to a length. */
const places = (length: number, stride: number): number[] =>
  Array.from({ length: Math.ceil(length / stride) }, (_, index) => index * stride);

it('a write that was cut off at whatever byte, of the file or of its journal, is as if it had not been', async () => {
  const { writes, cloud, clock, runId } = await writesOfARun();
  const [intent, answer] = writes.filter(({ name }) => name === 'save').slice(-2);
  expect(cloud.journal.entries.filter(({ action }) => action === 'UpgradeAccepted')).toHaveLength(1);
  for (const [write, stride] of [
    [answer, 1],
    [intent, 13],
  ] as const) {
    if (!write) throw new Error('the run saved nothing');
    const { before, after } = write;
    const { whole, unsynced } = journalOf(before, after);
    const broken: unknown[] = [];
    for (const length of places(unsynced.length + 1, stride)) {
      const seen = await reopened(before, unsynced.subarray(0, length));
      if (typeof seen === 'string' || !seen.equals(before)) broken.push(['journal', length, seen]);
    }
    for (const page of differingPages(before, after)) {
      for (const byte of places(pageSize, stride)) {
        const at = page * pageSize + byte;
        const seen = await reopened(torn(before, after, at), whole);
        if (typeof seen === 'string' || !seen.equals(before)) broken.push(['file', at, seen]);
      }
    }
    expect(broken).toEqual([]);
    expect(await reopened(after)).toEqual(after);
  }

  // The upgrade was accepted, and the answer's write was cut off in the middle: resume looks, and changes nothing again.
  if (!answer) throw new Error('the run saved nothing');
  const { before, after } = answer;
  const [page = 0] = differingPages(before, after);
  await reopened(torn(before, after, page * pageSize + 100), journalOf(before, after).whole);
  const store = must(await openSqliteStore(state), 'open');
  const resumed = must(await upgraderOn(store, cloud, clock).resume(runId), 'resume');
  expect(must(await resumed.wait(), 'wait').result).toBe('succeeded');
  must(await store.close(), 'close');
  expect(cloud.journal.entries.filter(({ action }) => action === 'UpgradeAccepted')).toHaveLength(1);
}, 240_000);
