import { chmodSync, chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { describe, expect, it, type TestContext } from 'vitest';
import {
  checkout,
  type Ended,
  openSimulatedShell,
  type SimulatedShell,
  type Started,
} from '../simulated-shell.ts';

const family = ['rm-orders 5.6', 'rm-orders-dr 5.6', 'rr-orders-1 5.6', 'rr-orders-2 5.6'];
const apply = [
  'apply',
  'alibaba-rds://cn-hangzhou/rm-orders',
  '--to',
  '5.6',
  '--auto-approve',
  '--accept',
  'all',
];
const program = pathToFileURL(join(checkout, 'packages/cli/bin/engine-upgrader.js')).href;

/** Simulated clouds, and a state file beside them. */
interface World {
  readonly shell: SimulatedShell;
  readonly state: string;
}

async function open({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<World> {
  const shell = await openSimulatedShell('--speed', '2000');
  onTestFinished(() => shell.close());
  return { shell, state: join(shell.folder, 'state.db') };
}

const upgrader = ({ shell, state }: World, ...argv: string[]): Started =>
  shell.start('engine-upgrader', [...argv, '--state', state]);

/** With files limited to so many blocks of 512 bytes: what is written beyond fails as on a disk that is full. */
const withFullDisk = ({ shell, state }: World, blocks: number, ...argv: string[]): Started =>
  shell.start('sh', [
    '-c',
    `ulimit -f ${blocks}; exec engine-upgrader "$@"`,
    'sh',
    ...argv,
    '--state',
    state,
  ]);

/** As somebody who is not root: to root nothing is read-only. */
function withoutPower(world: World, ...argv: string[]): Started {
  if (process.getuid?.() !== 0) return upgrader(world, ...argv);
  const { shell, state } = world;
  const become = 'process.setgid(65534); process.setuid(65534);';
  const code = `${become} process.argv.splice(1, 0, 'engine-upgrader'); await import('${program}');`;
  return shell.start(process.execPath, ['--input-type=module', '-e', code, '--', ...argv, '--state', state]);
}

/** One line that names the state file, what is wrong with it, and that it is as it was; exit code 1. */
function expectStoreError({ state }: World, { code, output }: Ended, what: RegExp): void {
  const errors = output.split('\n').filter((line) => line.startsWith('error: '));
  expect(errors, output).toHaveLength(1);
  expect(errors[0]).toContain(`state file ${state}`);
  expect(errors[0]).toMatch(what);
  expect(code).toBe(1);
}

/** The run there is, if there is one, is resumed and ends as if nothing had been; the file is as it was twice. */
async function expectToFinish(world: World): Promise<void> {
  const { shell, state } = world;
  const listed = await shell.start('engine-upgrader', ['status', '-o', 'json', '--state', state]).ended;
  const [run] = listed.stdout === '' ? [] : (JSON.parse(listed.stdout) as { id: string }[]);
  const ended = await (run ? upgrader(world, 'resume', run.id) : upgrader(world, ...apply)).ended;
  expect(ended.code, ended.output).toBe(0);
  expect([...(await shell.upgraded())].sort()).toEqual(family);
}

describe('a state file on a disk that is full', () => {
  const fullAt: string[] = [];

  it.concurrent.for([8, 152, 160, 168, 172, 176, 180, 184])(
    'at %i blocks: one line, exit code 1, and resume finishes once there is room',
    async (blocks, context) => {
      const world = await open(context);
      const ended = await withFullDisk(world, blocks, ...apply).ended;
      // The larger ones may be enough for the whole run.
      if (ended.code !== 0)
        expectStoreError(world, ended, /cannot be written.*the file is as it was.*free space/i);
      fullAt.push(
        ended.code === 0
          ? 'never'
          : ended.output.includes('accepted by the cloud')
            ? 'in the run'
            : 'before it',
      );
      await expectToFinish(world);
    },
  );

  it('was met before a run and in the middle of one', () => {
    expect(fullAt).toContain('before it');
    expect(fullAt).toContain('in the run');
  });
});

describe('a state file that turns read-only while a run is under way', () => {
  it('is one line and exit code 1, can still be shown, and resume finishes once it can be written', async (context) => {
    const world = await open(context);
    const { shell, state } = world;
    const left = await upgrader(world, ...apply, '--no-wait').ended;
    expect(left.code, left.output).toBe(7);
    const root = process.getuid?.() === 0;
    if (root) for (const path of [shell.folder, state]) chownSync(path, 65_534, 65_534);
    chmodSync(state, 0o400);
    chmodSync(shell.folder, 0o500);
    const shown = await withoutPower(world, 'status', '-o', 'json').ended;
    const [run] = JSON.parse(shown.stdout) as { id: string }[];
    const id = run?.id ?? '';
    expectStoreError(
      world,
      await withoutPower(world, 'resume', id).ended,
      /cannot be written.*the file is as it was.*permissions/i,
    );
    chmodSync(shell.folder, 0o700);
    chmodSync(state, 0o600);
    if (root) for (const path of [shell.folder, state]) chownSync(path, 0, 0);
    await expectToFinish(world);
  });
});

// They wait for the file, and for nothing else: both at once.
describe.concurrent('a state file that another process holds', () => {
  it('in the middle of a run: the run says so, waits, and goes on by itself; others end with one line and 1', async (context) => {
    const world = await open(context);
    const { shell, state } = world;
    const running = upgrader(world, ...apply);
    await running.says('upgrade replica rr-orders-2 from 5.5 to 5.6  accepted');
    const other = new DatabaseSync(state, { timeout: 5_000 });
    other.exec('BEGIN EXCLUSIVE');
    await running.says('is held by another process');
    expectStoreError(
      world,
      await upgrader(world, 'status').ended,
      /held by another process.*the file is as it was/i,
    );
    other.exec('ROLLBACK');
    other.close();
    const ended = await running.ended;
    expect(ended.code, ended.output).toBe(0);
    expect([...(await shell.upgraded())].sort()).toEqual(family);
  });

  it('before a run: nothing is begun', async (context) => {
    const world = await open(context);
    const { shell, state } = world;
    const made = await openSqliteStore(state);
    expect((await made.asyncAndThen((store) => store.close())).isOk()).toBe(true);
    const other = new DatabaseSync(state);
    other.exec('BEGIN EXCLUSIVE');
    expectStoreError(
      world,
      await upgrader(world, ...apply).ended,
      /held by another process.*the file is as it was/i,
    );
    expect(await shell.upgraded()).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    await expectToFinish(world);
  });
});

describe('the state folder after a run', () => {
  it('has the state file alone, and its owner alone can read it', async (context) => {
    const world = await open(context);
    const { shell } = world;
    const state = join(shell.folder, 'kept', 'deep', 'state.db');
    expect((await upgrader({ shell, state }, ...apply, '--timeout', '1s').ended).code).toBe(7);
    expect(readdirSync(join(shell.folder, 'kept', 'deep'))).toEqual(['state.db']);
    expect(statSync(state).mode & 0o777).toBe(0o600);
    for (const folder of ['kept', join('kept', 'deep')]) {
      expect(statSync(join(shell.folder, folder)).mode & 0o777).toBe(0o700);
    }
  });
});
