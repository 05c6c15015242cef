import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout, openSimulatedShell, type SimulatedShell } from '../simulated-shell.ts';

const packages = join(checkout, 'packages');

/** The sources that are shipped. */
function sources(): { readonly path: string; readonly text: string }[] {
  return readdirSync(packages, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.(?:ts|js)$/.test(entry.name) && !/\.test\.ts$|\.d\.ts$/.test(entry.name),
    )
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => /^[^/]+\/(?:src|bin)\//.test(relative(packages, path)) && !path.includes('/testing/'))
    .map((path) => ({ path: relative(packages, path), text: readFileSync(path, 'utf8') }));
}

const using = (pattern: RegExp): string[] =>
  sources()
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .sort();

describe('what the sources can reach', () => {
  it('is other programs from two places, which never go through a shell', () => {
    expect(sources().length).toBeGreaterThan(200);
    expect(using(/child_process/)).toEqual(['cli/src/fleet/hook-process.ts', 'cli/src/process-io.ts']);
    expect(using(/\bshell\s*:|(?<![.\w])exec(?:File)?(?:Sync)?\(|\bspawnSync\b|\bexecSync\b/)).toEqual([]);
  });

  it('is files from the places whose purpose that is', () => {
    expect(using(/['"](?:node:)?fs(?:\/promises)?['"]/)).toEqual([
      'cli/src/process-io.ts',
      'cli/src/version.ts',
      'core/src/store/sqlite-file.ts',
    ]);
  });

  it('is sockets from the simulator alone: the clouds are reached by their official clients', () => {
    expect(using(/\b(?:from|import\()\s*['"](?:node:)?(?:http2?|https|net|tls|dgram)['"]|\bfetch\(/)).toEqual(
      ['cli/src/simulation/journal-server.ts', 'cloud-simulator/src/http/listener.ts'],
    );
  });

  it('is no code made of text', () => {
    expect(using(/\beval\(|\bnew Function\(|node:vm['"]|import\(\s*(?!['"`])[a-z]/)).toEqual([]);
  });
});

const orders = 'alibaba-rds://cn-hangzhou/rm-orders';
const apply = ['apply', orders, '--to', '5.6', '--auto-approve', '--accept', 'all'];

describe('a process', () => {
  let shell: SimulatedShell;
  beforeEach(async () => {
    shell = await openSimulatedShell('--speed', '2000');
  });
  afterEach(() => shell.close());

  it('runs a command of `simulate` as it is, and nothing that a shell would make of it', async () => {
    const trap = join(shell.folder, 'trap');
    const words = [
      `; touch ${trap}`,
      `$(touch ${trap})`,
      `\`touch ${trap}\``,
      `| touch ${trap}`,
      `&& touch ${trap}`,
      '*',
    ];
    const echo = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const ended = await shell.start('engine-upgrader', [
      'simulate',
      '--',
      process.execPath,
      '-e',
      echo,
      ...words,
    ]).ended;
    expect(JSON.parse(ended.stdout)).toEqual(words);
    await shell.start('engine-upgrader', ['simulate', '--', `touch ${trap}`]).ended;
    for (const word of words) {
      await shell.start('engine-upgrader', [
        'plan',
        orders,
        '--to',
        word,
        '--out',
        join(shell.folder, 'plan.json'),
      ]).ended;
    }
    expect(existsSync(trap)).toBe(false);
  });

  it('leaves state file, folders and plan to their owner alone, whatever the umask', async () => {
    const folder = join(shell.folder, 'of', 'its', 'own');
    const plan = join(shell.folder, 'orders.plan.json');
    const inOpen = (...argv: string[]) =>
      shell.start('sh', ['-c', 'umask 000; exec engine-upgrader "$@"', 'sh', ...argv]).ended;
    expect((await inOpen('plan', orders, '--to', '5.6', '--out', plan)).code).toBe(0);
    const ended = await inOpen(...apply, '--no-wait', '--state', join(folder, 'state.db'));
    expect(ended.code, ended.output).toBe(7);
    expect(readdirSync(folder)).toEqual(['state.db']);
    expect([mode(join(folder, 'state.db')), mode(plan)]).toEqual(['600', '600']);
    for (const made of ['of', 'of/its', 'of/its/own']) expect(mode(join(shell.folder, made))).toBe('700');
  });

  it('that is given a forged plan or handle reads and writes nothing else, and reaches no other host', async () => {
    const work = join(shell.folder, 'work');
    mkdirSync(work);
    const plan = join(work, 'plan.json');
    expect(
      (await shell.start('engine-upgrader', ['plan', orders, '--to', '5.6', '--out', plan]).ended).code,
    ).toBe(0);
    const text = readFileSync(plan, 'utf8');
    const before = filesIn(shell.folder);
    const bait = join(shell.folder, 'bait');
    const fields = ['reference', 'region', 'id', 'account', 'to', 'provider', 'title'];
    const words = [
      bait,
      `file://${bait}`,
      '../bait',
      'http://127.0.0.1:9/',
      'https://example.com',
      '__proto__',
      '/etc/passwd',
    ];
    for (const [index, word] of words.entries()) {
      const field = new RegExp(`("${fields[index] ?? ''}": )"[^"]*"`, 'g');
      const forged = text.replaceAll(field, `$1${JSON.stringify(word)}`);
      expect(forged).not.toBe(text);
      writeFileSync(plan, forged);
      // Reading and writing is allowed where it has to be; all else would end with ERR_ACCESS_DENIED.
      const argv = ['apply', plan, '--auto-approve', '--accept', 'all', '--state', join(work, 'state.db')];
      const ended = await confined(shell, work, argv);
      expect([word, ended.code], ended.output).toEqual([word, 2]);
      expect(ended.output).not.toMatch(/ERR_ACCESS_DENIED|unexpectedly/);
      expect(ended.output.match(/^error: /gm)).toHaveLength(1);
    }
    expect(filesIn(shell.folder)).toEqual(before);
    expect(await shell.upgraded()).toEqual([]);
  }, 60_000);
});

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** Runs the command line where it may write in one folder alone, and start no other program. */
function confined(shell: SimulatedShell, folder: string, argv: readonly string[]) {
  const program = join(checkout, 'packages/cli/bin/engine-upgrader.js');
  const confinement = [
    '--permission',
    `--allow-fs-read=${checkout}`,
    `--allow-fs-read=${folder}`,
    `--allow-fs-write=${folder}`,
    '--no-warnings',
  ];
  return shell.start(process.execPath, [...confinement, program, ...argv]).ended;
}

/** What lies in a folder, the state file apart. */
function filesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true }).map(String);
  return names
    .filter((name) => !name.startsWith('work/state.db'))
    .toSorted((one, other) => (one < other ? -1 : 1));
}
