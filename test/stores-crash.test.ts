import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { Store, StoredRun, StoreError } from '@engine-upgrader/core';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import type { ResultAsync } from 'neverthrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'stores-crash-'));
const sqliteSource = fileURLToPath(new URL('../packages/core/src/sqlite.ts', import.meta.url));
const children: ChildProcess[] = [];
let files = 0;

beforeAll(() => chmodSync(folder, 0o755));
afterAll(async () => {
  await Promise.all(children.map(kill));
  rmSync(folder, { recursive: true });
});

const newPath = (): string => join(folder, `${(files += 1)}.db`);

async function must<T>(result: ResultAsync<T, StoreError>): Promise<T> {
  return (await result).match(
    (value) => value,
    (error) => {
      throw new Error(error.message);
    },
  );
}

const causeOf = async (result: ResultAsync<unknown, StoreError>): Promise<StoreError['cause'] | undefined> =>
  (await result).match(
    () => undefined,
    (error) => error.cause,
  );

/** Code that the tests and their child processes share. */
const sharedCode = `
  const text = (length) => (number) => String(number).padEnd(length, '.');
  const newRun = (runId, body) => ({
    summary: { runId, planId: 'plan-' + runId, provider: 'example', reference: 'example://north/' + runId,
      from: '1', to: '2', scope: 'north', state: 'running', createdAt: 0, nextLookAt: 0 },
    plan: body, run: body, steps: { first: body, second: body }, claims: [runId],
  });
  const changeOf = (stored, body) => ({
    runId: stored.summary.runId,
    run: { revision: stored.run.revision, text: body, summary: stored.summary },
    steps: Object.fromEntries(Object.entries(stored.steps).map(([id, row]) => [id, { revision: row.revision, text: body }])),
    granted: [], releaseClaims: false,
  });
`;

/** Starts a Node process that runs code with \`store\` (or the error \`fault\`) and \`path\` at hand. */
function startChild(
  path: string,
  code: string,
  options: { limit?: number; uid?: number } = {},
): ChildProcess {
  const script = `
    import { openSqliteStore } from ${JSON.stringify(sqliteSource)};
    import { DatabaseSync } from 'node:sqlite';
    const path = ${JSON.stringify(path)};
    const say = (line) => new Promise((said) => process.stdout.write(line + '\\n', said));
    ${sharedCode}
    const open = async () => (await openSqliteStore(path)).match((store) => store, (error) => { throw new Error(error.message); });
    ${code}
  `;
  const node = [process.execPath, '--no-warnings', '--input-type=module', '-e', script];
  const command =
    options.limit === undefined ? node : ['sh', '-c', `ulimit -f ${options.limit}; exec "$@"`, 'sh', ...node];
  const [file = '', ...rest] = command;
  const identity = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'], ...identity });
  children.push(child);
  return child;
}

/** The lines that a child says; stops listening when told to. */
async function listen(
  child: ChildProcess,
  until: (line: string) => boolean = () => false,
): Promise<string[]> {
  const lines: string[] = [];
  if (!child.stdout) throw new Error('the child has no output');
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (until(line)) return lines;
  }
  await ended;
  return lines;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  child.kill('SIGKILL');
  await ended;
}

/** A store with two runs, saved a few times. */
async function makeStore(path: string, saves = 3): Promise<StoredRun[]> {
  const lines = await listen(
    startChild(
      path,
      `const store = await open();
       for (const id of ['a', 'b']) await store.insert(newRun(id, text(9000)(0)));
       const { lease } = (await store.acquire('north', 'child', 1e9, 0)).value;
       for (let number = 1; number <= ${saves}; number += 1) {
         const runs = (await store.load(['a', 'b'])).value;
         await store.save(runs.map((run) => changeOf(run, text(9000)(number))), lease, 0);
       }
       await store.release(lease, null);
       await store.close();
       await say('done');`,
    ),
  );
  expect(lines).toEqual(['done']);
  const store = await must(openSqliteStore(path));
  const runs = await must(store.load(['a', 'b']));
  await must(store.close());
  return [...runs];
}

const contentsOf = async (store: Store): Promise<readonly StoredRun[]> => {
  const listed = await must(store.list());
  return must(store.load(listed.map((run) => run.runId).sort()));
};

describe('a state file after kill -9', () => {
  it('holds every acknowledged save, and each save whole or not at all', async () => {
    const deaths = Array.from({ length: 6 }, async (_, death) => {
      const path = newPath();
      const child = startChild(
        path,
        `const store = await open();
         const runs = ['a', 'b', 'c'];
         for (const id of runs) await store.insert(newRun(id, text(150000)(0)));
         const { lease } = (await store.acquire('north', 'child', 1e9, 0)).value;
         for (let number = 1; ; number += 1) {
           const loaded = (await store.load(runs)).value;
           const saved = await store.save(loaded.map((run) => changeOf(run, text(150000)(number))), lease, 0);
           if (saved.value?.length === 3) await say(String(number));
         }`,
      );
      const acknowledged = await listen(child, (line) => Number(line) > 3 + death * 2);
      await kill(child);
      const store = await must(openSqliteStore(path));
      const runs = await contentsOf(store);
      await must(store.close());
      const numbers = runs.flatMap((run) =>
        [run.run, ...Object.values(run.steps)].map((row) => {
          expect(row.text).toHaveLength(150_000);
          const number = Number.parseInt(row.text, 10);
          expect(row.revision).toBe(number + 1);
          return number;
        }),
      );
      expect(numbers).toHaveLength(9);
      expect(new Set(numbers).size).toBe(1);
      expect(numbers[0]).toBeGreaterThanOrEqual(Number(acknowledged.at(-1)));
    });
    await Promise.all(deaths);
  });
});

describe('two processes on one state file', () => {
  it('lose no save of each other', async () => {
    const path = newPath();
    await makeStore(path, 0);
    const worker = `const store = await open();
      const must = async (result) => (await result).match((value) => value, (error) => { throw new Error(error.message); });
      let done = 0;
      while (done < 25) {
        const answer = await must(store.acquire('north', String(process.pid), 1e9, 0));
        if (!answer.acquired) {
          // Asking without a pause would keep the other from giving the lease back.
          await new Promise((resolve) => setTimeout(resolve, 3));
          continue;
        }
        const [run] = await must(store.load(['a']));
        const next = String(Number.parseInt(run.run.text, 10) + 1);
        const saved = await must(store.save([changeOf(run, next)], answer.lease, 0));
        if (saved.length === 1) done += 1;
        await must(store.release(answer.lease, null));
      }
      await store.close();
      await say('done');`;
    const said = await Promise.all([listen(startChild(path, worker)), listen(startChild(path, worker))]);
    expect(said).toEqual([['done'], ['done']]);
    const store = await must(openSqliteStore(path));
    const run = await must(store.get('a'));
    expect(run?.run).toEqual({ revision: 51, text: '50' });
    await must(store.close());
  });

  it('make the file together without one losing what the other stored', async () => {
    const path = newPath();
    const makers = ['a', 'b', 'c'].map((id) =>
      startChild(
        path,
        `const store = await open(); await store.insert(newRun('${id}', 'x')); await store.close();`,
      ),
    );
    await Promise.all(makers.map((child) => listen(child)));
    const store = await must(openSqliteStore(path));
    expect((await must(store.list())).map((run) => run.runId).sort()).toEqual(['a', 'b', 'c']);
    await must(store.close());
  });
});

describe('a damaged state file', () => {
  it('that was cut short, at whatever byte, is refused and left as it is', async () => {
    const path = newPath();
    await makeStore(path);
    const { size } = statSync(path);
    const cut = newPath();
    const lengths = new Set([0, 1, 15, 16, 99, 100, 511, 512]);
    for (let length = size - 1; length > size - 300; length -= 1) lengths.add(length);
    for (let length = size - 300; length > 0; length -= 397) lengths.add(length);
    for (let length = size - 4096; length > 0; length -= 4096) {
      for (const near of [-1, 0, 1]) lengths.add(length + near);
    }
    for (const length of lengths) {
      copyFileSync(path, cut);
      truncateSync(cut, length);
      expect([length, await causeOf(openSqliteStore(cut))]).toEqual([length, 'damaged']);
      expect(statSync(cut).size).toBe(length);
    }
  });

  it('with bytes turned over gives error values, never a throw', async () => {
    const path = newPath();
    await makeStore(path);
    const whole = readFileSync(path);
    const turned = newPath();
    for (let round = 0; round < 250; round += 1) {
      const bytes = Buffer.from(whole);
      for (let place = 0; place < 4; place += 1) {
        const at = (round * 7919 + place * 104_729) % (round % 2 === 0 ? bytes.length : 4096);
        bytes[at] = (bytes[at] ?? 0) ^ (1 + ((round * 31 + place) % 255));
      }
      writeFileSync(turned, bytes);
      const opened = await openSqliteStore(turned);
      if (opened.isErr()) {
        expect(opened.error.kind).toBe('store');
        continue;
      }
      const store = opened.value;
      const answers = [
        await store.list(),
        await store.load(['a', 'b']),
        await store.due(5),
        await store.close(),
      ];
      for (const answer of answers) if (answer.isErr()) expect(answer.error.kind).toBe('store');
    }
  });

  it.each([
    ['a text', 'not a database, whatever its name '.repeat(100), 'damaged'],
    ['an empty file', '', 'damaged'],
  ])('%s in its place is refused and left as it is', async (_, content, cause) => {
    const path = newPath();
    writeFileSync(path, content);
    expect(await causeOf(openSqliteStore(path))).toBe(cause);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it("another program's database is refused and left as it is", async () => {
    const path = newPath();
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE runs (anything)');
    other.close();
    const before = readFileSync(path);
    expect(await causeOf(openSqliteStore(path))).toBe('damaged');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('from a newer release is refused as such and left as it is', async () => {
    const path = newPath();
    await makeStore(path);
    const raw = new DatabaseSync(path);
    raw.exec('PRAGMA user_version = 2');
    raw.close();
    const before = readFileSync(path);
    expect(await causeOf(openSqliteStore(path))).toBe('newer-format');
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('a state file that cannot be had', () => {
  it('held by another process: locked, until it is let go', async () => {
    const path = newPath();
    const before = await makeStore(path);
    const store = await must(openSqliteStore(path, { busyTimeout: 30 }));
    const child = startChild(
      path,
      `const raw = new DatabaseSync(path); raw.exec('BEGIN EXCLUSIVE'); await say('held'); setInterval(() => raw, 1e6);`,
    );
    await listen(child, (line) => line === 'held');
    expect(await causeOf(openSqliteStore(path, { busyTimeout: 30 }))).toBe('locked');
    expect(await causeOf(store.list())).toBe('locked');
    expect(await causeOf(store.acquire('south', 'me', 10, 0))).toBe('locked');
    await kill(child);
    expect(await contentsOf(store)).toEqual(before);
    expect(await causeOf(store.acquire('south', 'me', 10, 0))).toBe(undefined);
    await must(store.close());
  });

  it('on a disk that fills up: unwritable, and what was stored stays', async () => {
    const path = newPath();
    const lines = await listen(
      startChild(
        path,
        `const store = await open();
         for (let number = 0; ; number += 1) {
           const answer = await store.insert(newRun('run-' + number, text(20000)(number)));
           await say(answer.isOk() ? 'stored' : answer.error.cause);
           if (answer.isErr()) break;
         }
         await say(String((await store.list()).value?.length));`,
        { limit: 1_000 },
      ),
    );
    const stored = lines.filter((line) => line === 'stored').length;
    expect(stored).toBeGreaterThan(0);
    expect(lines.slice(stored)).toEqual(['unwritable', String(stored)]);
    const store = await must(openSqliteStore(path));
    expect(await contentsOf(store)).toHaveLength(stored);
    await must(store.close());
  });

  it('read-only: can be read, and a write is unwritable', async () => {
    const path = newPath();
    await makeStore(path);
    chmodSync(path, 0o400);
    // Nothing is read-only to root: as root, the child becomes the file's owner, somebody without power.
    const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
    if (nobody !== undefined) chownSync(path, nobody, nobody);
    const lines = await listen(
      startChild(
        path,
        `const store = await open();
         await say(String((await store.list()).value?.length));
         await say((await store.acquire('south', 'me', 10, 0)).error?.cause ?? 'written');
         const elsewhere = await openSqliteStore('/proc/engine-upgrader/state.db');
         await say(elsewhere.error?.cause ?? 'opened');`,
        nobody === undefined ? {} : { uid: nobody },
      ),
    );
    expect(lines).toEqual(['2', 'unwritable', 'unwritable']);
  });

  it('a folder or a file in the way: unwritable', async () => {
    const path = newPath();
    writeFileSync(path, 'a file');
    expect(await causeOf(openSqliteStore(folder))).toBe('unwritable');
    expect(await causeOf(openSqliteStore(join(path, 'state.db')))).toBe('unwritable');
  });
});

describe('the state file', () => {
  it('and its new folders are readable by their owner alone, and nothing else is left beside it', async () => {
    const path = join(folder, 'new', 'folders', 'state.db');
    const store = await must(openSqliteStore(path));
    await must(store.acquire('north', 'me', 10, 0));
    await must(store.close());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (const made of [join(folder, 'new'), join(folder, 'new', 'folders')]) {
      expect(statSync(made).mode & 0o777).toBe(0o700);
    }
    chmodSync(path, 0o644);
    await must((await must(openSqliteStore(path))).close());
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('with 1,000 runs is listed in well under a second', async () => {
    const path = newPath();
    const lines = await listen(
      startChild(
        path,
        `const store = await open();
         for (let number = 0; number < 1000; number += 1) await store.insert(newRun('run-' + number, text(5000)(number)));
         await store.close();
         const began = performance.now();
         const again = await open();
         const listed = (await again.list()).value;
         await say(String(listed.length));
         await say(performance.now() - began < 300 ? 'quick' : 'slow');`,
      ),
    );
    expect(lines).toEqual(['1000', 'quick']);
  });
});
