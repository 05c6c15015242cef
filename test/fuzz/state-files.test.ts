import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createAlibabaRdsDriver } from '@engine-upgrader/alibaba-rds';
import { main } from '@engine-upgrader/cli';
import { type Cloud, createCloud, type Random, seededRandom } from '@engine-upgrader/cloud-simulator';
import { must } from '@engine-upgrader/conformance';
import { createMemoryStore, createUpgrader } from '@engine-upgrader/core';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomnessFrom } from '../ports.ts';
import { simulatedRdsApi } from '../rds-api.ts';
import { hastyClock } from './hasty-clock.ts';
import { inProcessIo } from './in-process.ts';
import { placesOf, replaced } from './json-places.ts';

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'state-files-'));
const whole = join(folder, 'whole.db');
const state = join(folder, 'state.db');
const documented = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
let cloud: Cloud;
let runId = '';

const clock = hastyClock();
const driver = () =>
  createAlibabaRdsDriver({
    api: simulatedRdsApi(cloud, 'test'),
    regions: ['cn-hangzhou', 'cn-shanghai'],
    environment: {},
  });

beforeAll(async () => {
  cloud = createCloud({ clock, random: seededRandom(1) });
  const store = must(await openSqliteStore(whole), 'open');
  const upgrader = createUpgrader({
    driver: driver(),
    store,
    clock,
    randomness: randomnessFrom(seededRandom(2)),
  });
  const plan = must(
    await upgrader.plan({ reference: 'alibaba-rds://cn-hangzhou/rm-orders', to: '5.6' }),
    'plan',
  );
  const task = must(await upgrader.start(plan, { accept: 'all' }), 'start');
  for (let looks = 0; looks < 4; looks += 1) must(await task.advance(), 'advance');
  runId = task.handle.run.id;
  must(await store.close(), 'close');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bytes turned over, cut out or put in, anywhere. */
function damagedBytes(random: Random): void {
  const bytes = [...readFileSync(whole)];
  for (let places = random.integer(1, 6); places > 0; places -= 1) {
    const at = random.integer(0, random.pick([100, 4_096, bytes.length - 1]));
    if (random.chance(0.8)) bytes[at] = random.integer(0, 255);
    else
      bytes.splice(
        at,
        random.integer(0, 40),
        ...Array.from({ length: random.integer(0, 40) }, () => random.integer(0, 255)),
      );
  }
  writeFileSync(state, Uint8Array.from(bytes));
}

const substitutes: readonly unknown[] = [
  undefined,
  null,
  '',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  'rm-victim',
  '__proto__',
  '\u001b[2J\n',
  'x'.repeat(9_000),
];

/** A database that SQLite finds in order, with something odd in a cell, or within the document in one. */
function damagedCell(random: Random): string {
  copyFileSync(whole, state);
  const database = new DatabaseSync(state);
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name));
  const table = random.pick(tables);
  const rows = database.prepare(`SELECT rowid AS at, * FROM ${table}`).all();
  const row = rows.length > 0 ? random.pick(rows) : undefined;
  const column = random.pick(
    Object.keys(row ?? { at: 0 })
      .filter((name) => name !== 'at')
      .concat(row ? [] : ['rowid']),
  );
  const value = row?.[column];
  const document =
    typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as unknown) : undefined;
  const inside = document !== undefined && random.chance(0.8);
  const changed = inside
    ? JSON.stringify(replaced(document, random.pick(placesOf(document)), random.pick(substitutes)))
    : random.pick([null, 0, -5, 'text', '{', '[]', 1.5, 2 ** 53]);
  try {
    if (row && random.chance(0.1)) database.exec(`DELETE FROM ${table} WHERE rowid = ${String(row['at'])}`);
    else if (row)
      database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(changed, Number(row['at']));
  } catch {
    // The schema itself refuses it.
  }
  database.close();
  return `${table}.${column}${inside ? ' within' : ''}`;
}

it('state files, damaged in 1,500 ways: one line, a documented exit code, and no call about what is not in the plan', async () => {
  const environment = { ENGINE_UPGRADER_STATE: state };
  const codes = new Set<number>();
  for (let seed = 0; seed < 1_500; seed += 1) {
    const random = seededRandom(`state files/${seed}`);
    const how = random.chance(0.5) ? (damagedBytes(random), 'bytes') : damagedCell(random);
    const written = { stdout: '', stderr: '' };
    const own = inProcessIo(written, new Map([[state, '']]), createMemoryStore(), environment, clock);
    const io = {
      ...own,
      openStore: openSqliteStore,
      providers: own.providers.map((entry) => ({ ...entry, driver: async () => driver() })),
    };
    const before = cloud.journal.entries.length;
    const argv = random.pick([
      ['status'],
      ['status', '-o', 'json'],
      ['status', runId],
      ['resume', runId, '--timeout', '20s'],
      ['cancel', runId, '--timeout', '1s'],
    ]);
    const code = await main(argv, io);
    const shown = JSON.stringify([seed, how, argv, code, written.stderr.slice(0, 700)]);
    codes.add(code);
    expect(documented, shown).toContain(code);
    const errors = written.stderr.split('\n').filter((line) => /^(?:error|still running): /.test(line));
    expect(errors.length, shown).toBeLessThanOrEqual(1);
    if ([1, 2, 4, 5, 6, 7].includes(code)) expect(errors.length, shown).toBe(1);
    for (const line of errors) expect(line, shown).not.toMatch(/failed unexpectedly|TypeError|\p{Cc}/u);
    const touched = cloud.journal.entries
      .slice(before)
      .filter(({ kind, action }) => kind === 'call' && !action.startsWith('Describe'));
    for (const { resource } of touched) expect(resource, shown).toMatch(/^r[mr]-orders/);
  }
  expect('polluted' in {}).toBe(false);
  // Some damage is refused, and some is nowhere that matters.
  expect([...codes]).toEqual(expect.arrayContaining([0, 1, 2, 7]));
}, 180_000);
