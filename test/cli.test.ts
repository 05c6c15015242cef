import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The program as it is installed, against the simulator over HTTP. `pnpm test` builds it first. */
const program = fileURLToPath(new URL('../packages/cli/bin/engine-upgrader.js', import.meta.url));
const orders = 'alibaba-rds://cn-hangzhou/rm-orders';
const family = ['rm-orders', 'rm-orders-dr', 'rr-orders-1', 'rr-orders-2'];

type Variables = Record<string, string | undefined>;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the text was written to stderr. */
  says(text: string): Promise<void>;
  /** Resolves with the first line of stdout. */
  readonly firstLine: Promise<string>;
}

function start(argv: readonly string[], environment: Variables): Running {
  const child = spawn(process.execPath, [program, ...argv], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  const firstLine = Promise.withResolvers<string>();
  const waiting = new Set<{ readonly text: string; heard(): void }>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
    const end = written.stdout.indexOf('\n');
    if (end >= 0) firstLine.resolve(written.stdout.slice(0, end));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
    for (const one of waiting) if (written.stderr.includes(one.text)) one.heard();
  });
  return {
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, ...written }))),
    kill: (signal) => void child.kill(signal),
    says: (text) =>
      new Promise((resolve) => {
        if (written.stderr.includes(text)) resolve();
        else waiting.add({ text, heard: resolve });
      }),
    firstLine: firstLine.promise,
  };
}

interface Simulation {
  readonly environment: Variables;
  run(...argv: string[]): Promise<Ended>;
  /** Upgrades that the cloud carried out, by its own record. */
  upgrades(): Promise<string[]>;
  stop(): Promise<Ended>;
}

async function simulate(...argv: string[]): Promise<Simulation> {
  // Five simulated minutes pass in a third of a second.
  const server = start(['simulate', '--speed', '1000', ...argv], process.env);
  const printed: { environment: Variables; unset: string[]; endpoints: { journal: string } } = JSON.parse(
    await server.firstLine,
  );
  const kept = Object.entries(process.env).filter(([name]) => !printed.unset.includes(name));
  const environment = { ...Object.fromEntries(kept), ...printed.environment };
  return {
    environment,
    run: (...args) => start(args, environment).ended,
    async upgrades() {
      const response = await fetch(printed.endpoints.journal);
      const entries = (await response.json()) as { kind: string; action: string; resource: string }[];
      return entries
        .filter(({ kind, action }) => kind === 'effect' && action === 'UpgradeAccepted')
        .map(({ resource }) => resource);
    },
    stop() {
      server.kill('SIGINT');
      return server.ended;
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const apply = ['apply', orders, '--to', '5.6', '--auto-approve', '--accept', 'all'];

test('the version is shown, and help', async () => {
  const version = await start(['--version'], process.env).ended;
  expect(version).toMatchObject({ code: 0, stderr: '' });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await start(['--help'], process.env).ended).stdout).toContain('Exit codes: 0 done');
});

test('a family is upgraded from 5.5 to 5.6 and proved; the result is JSON when asked for', async () => {
  const simulation = await simulate();
  const { code, stdout, stderr } = await simulation.run(...apply, '-o', 'json');
  expect(code, stderr).toBe(0);
  const result = JSON.parse(stdout) as {
    outcome: {
      result: string;
      members: { reference: string; after: { engineVersion: string }; proof: { looks: string[] } }[];
    };
  };
  expect(result.outcome.result).toBe('succeeded');
  expect(result.outcome.members.map(({ reference }) => reference.split('/').at(-1) ?? '').sort()).toEqual(
    family,
  );
  for (const { after, proof } of result.outcome.members) {
    expect(after.engineVersion).toBe('5.6');
    expect(new Set(proof.looks).size).toBeGreaterThanOrEqual(3);
  }
  expect((await simulation.upgrades()).sort()).toEqual(family);
  expect(await simulation.stop()).toMatchObject({ code: 0 });
});

test.each([
  ['with one replica under way', 'upgrade replica rr-orders-2 from 5.5 to 5.6  accepted'],
  ['when a step begins', '▸ upgrade disaster-recovery rm-orders-dr from 5.5 to 5.6'],
  ['during the proof', 'upgrade primary rm-orders from 5.5 to 5.6  making sure'],
])(
  'killed with kill -9 %s and resumed, it ends the same, and no member was submitted twice',
  async (_when, sign) => {
    const simulation = await simulate();
    const killed = start(apply, simulation.environment);
    await killed.says(sign);
    killed.kill('SIGKILL');
    await killed.ended;
    const status = await simulation.run('status', '-o', 'json');
    const [run] = JSON.parse(status.stdout) as { id: string; state: string }[];
    expect(run?.state).toBe('running');
    const again = await simulation.run(...apply);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(`engine-upgrader resume ${run?.id}`);
    const resumed = await simulation.run('resume', run?.id.slice(0, 8) ?? '');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stdout).toContain('✔ succeeded');
    expect((await simulation.upgrades()).sort()).toEqual(family);
    await simulation.stop();
  },
);

test('an AWS DMS instance is upgraded, killed in the middle and resumed: its tasks are as before', async () => {
  const simulation = await simulate();
  const reference = 'aws-dms://us-east-1/orders';
  const listed = await simulation.run('instances', 'aws-dms', '-o', 'json');
  const [, arn = ''] = /"(arn:aws:dms:us-east-1:\d+:rep:[^"]+)"/.exec(listed.stdout) ?? [];
  expect((await simulation.run('check', arn, '--to', '3.6.1')).stdout).toContain(reference);
  const killed = start(
    ['apply', reference, '--to', '3.6.1', '--auto-approve', '--accept', 'all'],
    simulation.environment,
  );
  await killed.says('▸ upgrade orders from 3.5.4 to 3.6.1  accepted');
  killed.kill('SIGKILL');
  await killed.ended;
  const status = await simulation.run('status', '-o', 'json');
  const [run] = JSON.parse(status.stdout) as { id: string }[];
  const resumed = await simulation.run('resume', run?.id ?? '', '-o', 'json');
  expect(resumed.code, resumed.stderr).toBe(0);
  const { outcome } = JSON.parse(resumed.stdout) as {
    outcome: { members: { reference: string; before: { status: string }; after: { status: string } }[] };
  };
  expect(outcome.members).toHaveLength(5);
  for (const { before, after } of outcome.members) expect(after.status).toBe(before.status);
  await simulation.stop();
});

/** Plans an upgrade, begins it, kills it with its first change just accepted, and resumes it. */
const killedHalfway = String.raw`set -eu
for upgrade in 'alibaba-rds://cn-hangzhou/rm-orders 5.6' 'aws-dms://us-east-1/orders 3.6.1'; do
  set -- $upgrade
  engine-upgrader plan "$1" --to "$2" --out plan.json > plan.txt
  "$NODE" "$PROGRAM" apply plan.json --auto-approve --accept all > out.txt 2> progress.txt & started=$!
  until grep -q 'accepted by the cloud' progress.txt; do sleep 0.05; done
  kill -9 $started
  wait $started || echo "killed: $?"
  engine-upgrader resume "$(engine-upgrader status | sed -n '2s/ .*//p')" > outcome.txt 2> progress.txt
  head -n 1 outcome.txt
done
`;

test('a shell script in simulate: each cloud planned, begun, killed with kill -9, resumed and proved', async () => {
  const place = mkdtempSync(join(folder, 'script-'));
  writeFileSync(join(place, 'script.sh'), killedHalfway);
  writeFileSync(join(place, 'engine-upgrader'), '#!/bin/sh\nexec "$NODE" "$PROGRAM" "$@"\n', { mode: 0o755 });
  const surrounding = {
    ...process.env,
    NODE: process.execPath,
    PROGRAM: program,
    PATH: [place, process.env['PATH']].join(delimiter),
  };
  const command = ['simulate', '--', 'sh', '-c', 'cd "$1" && sh script.sh', 'sh', place];
  const { code, stdout, stderr } = await start(command, surrounding).ended;
  expect(code, stderr).toBe(0);
  expect(stdout.trimEnd().split('\n')).toEqual([
    'killed: 137',
    `✔ succeeded  ${orders} and the 3 that go with it: 5.5 to 5.6, proved on every member`,
    'killed: 137',
    '✔ succeeded  aws-dms://us-east-1/orders and the 4 that go with it: 3.5.4 to 3.6.1, proved on every member',
  ]);
});

test('Ctrl-C stops at a safe point and prints the command that resumes', async () => {
  const simulation = await simulate();
  const stopped = start(apply, simulation.environment);
  await stopped.says('upgrade replica rr-orders-1 from 5.5 to 5.6  accepted');
  stopped.kill('SIGINT');
  const { code, stderr } = await stopped.ended;
  expect(code).toBe(130);
  const [, id = ''] = /engine-upgrader resume ([0-9a-f]{32})/.exec(stderr) ?? [];
  expect((await simulation.run('resume', id)).code).toBe(0);
  expect((await simulation.upgrades()).sort()).toEqual(family);
  await simulation.stop();
});

test.skipIf(spawnSync('script', ['--version']).status !== 0)(
  'on a terminal a question that was not answered is asked again, and the answer to that counts',
  async () => {
    const simulation = await simulate();
    const command = `'${process.execPath}' '${program}' apply alibaba-rds://cn-hangzhou/rm-billing --to newest; echo "exit $?"`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...simulation.environment, TERM: 'xterm' },
    });
    let shown = '';
    let answers = ['perhaps\n', 'yes\n'];
    for await (const text of terminal.stdout.setEncoding('utf8')) {
      shown += text;
      const asked = shown.split('[yes/no] ').length - 1;
      if (asked > 2 - answers.length) {
        const [answer = '', ...rest] = answers;
        answers = rest;
        terminal.stdin.write(answer);
      }
    }
    expect(shown).toContain('Please answer yes or no.');
    expect(shown).toContain('succeeded');
    expect(shown).toContain('exit 0');
    expect(await simulation.upgrades()).toEqual(['rm-billing']);
    await simulation.stop();
  },
);

const shell = (command: string) => spawnSync('sh', ['-c', command], { encoding: 'utf8' });

describe('places where little can be written', () => {
  test('results that a full disk cuts short are no success; a reader that has gone is no fault', async () => {
    const policy = `'${process.execPath}' '${program}' policy aws-dms -o json`;
    const full = shell(`${policy} > /dev/full`);
    expect(full).toMatchObject({ status: 1, stdout: '' });
    expect(full.stderr).toMatch(/^error: the results could not be written in full: ENOSPC.*\n$/);
    expect(shell(`{ ${policy}; echo "exit $?" >&2; } | head -n 1`)).toMatchObject({
      stdout: '{\n',
      stderr: 'exit 0\n',
    });
    expect(shell(`${policy} >&-`)).toMatchObject({ status: 0, stderr: '' });
  });

  test('without a home folder only what needs one asks for it', async () => {
    const { HOME: _home, XDG_STATE_HOME: _state, ENGINE_UPGRADER_STATE: _named, ...rest } = process.env;
    const environment = { ...rest, HOME: '' };
    expect((await start(['policy', 'aws-dms'], environment).ended).code).toBe(0);
    expect(await start(['status'], environment).ended).toMatchObject({ code: 0, stdout: 'No runs.\n' });
    expectRefusal(await start(['resume', 'abcdef'], environment).ended, 2, '--state FILE');
    expectRefusal(await start([...apply], environment).ended, 2, 'ENGINE_UPGRADER_STATE');
  });
});

test('simulate runs a command with its environment and exits with its code', async () => {
  const script = 'process.stderr.write(process.env.AWS_PROFILE ?? "no profile"); process.exit(42)';
  const surrounding = { ...process.env, AWS_PROFILE: 'production' };
  const ended = await start(['simulate', '--', process.execPath, '-e', script], surrounding).ended;
  expect(ended).toMatchObject({ code: 42, stderr: 'no profile' });
  const missing = await start(['simulate', '--', 'no-such-program'], process.env).ended;
  expect(missing.code).toBe(127);
});

test('simulate takes a fleet', async () => {
  const fleet = join(folder, 'fleet.json');
  writeFileSync(
    fleet,
    JSON.stringify({ rds: { instances: [{ id: 'rm-own', region: 'cn-beijing', version: '5.6' }] } }),
  );
  const simulation = await simulate('--fleet', fleet, '--seed', '7');
  const { stdout } = await simulation.run('instances', 'alibaba-rds://cn-beijing', '-o', 'ndjson');
  expect((JSON.parse(stdout) as { url: string }).url).toBe('alibaba-rds://cn-beijing/rm-own');
  await simulation.stop();
});

/** A state file without runs. */
async function makeState(path: string): Promise<void> {
  const store = await openSqliteStore(path);
  expect((await store.asyncAndThen((opened) => opened.close())).isOk()).toBe(true);
}

function expectRefusal({ code, stderr }: Ended, expected: number, named: string): void {
  const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
  expect(errors).toHaveLength(1);
  expect(stderr).toContain(named);
  expect(code).toBe(expected);
}

describe('refusals: one clear line, the exit code, and nothing changed', () => {
  let simulation: Simulation;
  const plan = join(folder, 'orders.plan.json');
  const state = join(folder, 'state.db');
  const otherFleet = join(folder, 'other-fleet.json');
  beforeAll(async () => {
    writeFileSync(otherFleet, JSON.stringify({ dms: { instances: [{ id: 'orders' }] } }));
    simulation = await simulate();
    const planned = await simulation.run('plan', orders, '--to', '5.6', '--out', plan);
    expect(planned.code, planned.stderr).toBe(0);
    expect(planned.stdout).toContain('upgrade primary rm-orders from 5.5 to 5.6');
  });
  afterAll(async () => {
    expect(await simulation.upgrades()).toEqual([]);
    await simulation.stop();
  });

  test.each([
    ['an unknown scheme', ['plan', 'oracle://cn-hangzhou/x', '--to', '5.6'], 2, 'alibaba-rds'],
    ['a malformed id', ['plan', 'alibaba-rds://cn-hangzhou/rm_x', '--to', '5.6'], 2, 'rm_x'],
    ['no such instance', ['plan', 'alibaba-rds://cn-hangzhou/rm-none', '--to', '5.6'], 2, 'rm-none'],
    [
      'another region',
      ['plan', 'alibaba-rds://cn-shanghai/rm-orders', '--to', '5.6'],
      2,
      'cn-shanghai/rm-orders',
    ],
    ['a version not offered', ['plan', orders, '--to', '9.0'], 2, 'offered: 5.6, 5.7, 8.0'],
    ['a downgrade', ['plan', 'alibaba-rds://cn-hangzhou/rm-billing', '--to', '5.6'], 2, 'no downgrade'],
    ['a replica', ['plan', 'alibaba-rds://cn-hangzhou/rr-orders-1', '--to', '5.6'], 2, orders],
    ['nobody to ask', ['apply', orders, '--to', '5.6'], 2, '--auto-approve'],
    [
      'an option that cannot be',
      ['plan', orders, '--to', '5.6', '--replica-order', 'any'],
      2,
      'with-primary',
    ],
    ['a run that is none', ['resume', 'abcdef12'], 2, 'abcdef12'],
    ['a fleet that is none', ['simulate', '--fleet', plan], 2, 'right is JSON'],
    ['a fleet of another form', ['simulate', '--fleet', otherFleet], 2, 'a part of it is missing'],
  ])('%s', async (_what, argv, code, named) => {
    expectRefusal(await simulation.run(...argv), code, named);
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, 300), 'cut short'],
    ['edited', (text: string) => text.replace('"to": "5.6"', '"to": "5.7"'), 'edited'],
    ['newer', (text: string) => text.replace('"formatVersion": 1', '"formatVersion": 99'), 'newer release'],
    ['for nobody', (text: string) => text.replaceAll('"alibaba-rds"', '"other"'), '"other"'],
  ])('a plan file that is %s', async (_what, spoil, named) => {
    const path = join(folder, 'spoilt.plan.json');
    writeFileSync(path, spoil(readFileSync(plan, 'utf8')));
    expectRefusal(await simulation.run('apply', path, '--auto-approve'), 2, named);
  });

  test('a handle that is none', async () => {
    expectRefusal(await simulation.run('resume', plan), 2, 'no handle');
  });

  test('a state file that is damaged, locked or newer', async () => {
    writeFileSync(state, 'this is no database, and is longer than the head of one would be: '.repeat(20));
    expectRefusal(await simulation.run('status', '--state', state), 1, 'damaged');
    rmSync(state);
    await makeState(state);
    const database = new DatabaseSync(state);
    database.exec('BEGIN EXCLUSIVE');
    expectRefusal(await simulation.run('status', '--state', state), 1, state);
    database.exec('ROLLBACK; PRAGMA user_version = 99');
    database.close();
    expectRefusal(await simulation.run('status', '--state', state), 1, 'newer');
  });

  test('credentials that are missing: where was looked', async () => {
    const { ALIBABA_CLOUD_ACCESS_KEY_ID: _taken, ...without } = simulation.environment;
    const ended = await start(['plan', orders, '--to', '5.6'], { ...without, HOME: folder }).ended;
    expectRefusal(ended, 4, 'ALIBABA_CLOUD_ACCESS_KEY_ID');
  });

  test('plain HTTP that is not loopback', async () => {
    const environment = {
      ...simulation.environment,
      ALIBABA_CLOUD_RDS_ENDPOINT_CN_HANGZHOU: 'http://example.com',
    };
    expectRefusal(await start(['plan', orders, '--to', '5.6'], environment).ended, 2, 'loopback');
  });

  test.each([
    ['HTML', 200, '<html>maintenance</html>'],
    ['empty', 200, ''],
    ['200 with an error code inside', 200, '{"RequestId":"r-1","Code":"InternalError","Message":"no"}'],
  ])('an answer that is %s', async (_what, status, body) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const environment = { ...simulation.environment, ALIBABA_CLOUD_RDS_ENDPOINT_CN_HANGZHOU: endpoint };
    const ended = await start(['plan', orders, '--to', '5.6'], environment).ended;
    expectRefusal(ended, 1, 'DescribeDBInstanceAttribute');
    server.close();
  });
});

test('a warning has to be accepted, a failed precondition blocks: 5, naming them', async () => {
  const fleet = join(folder, 'unfit.json');
  const instances = [
    { id: 'rm-old-backup', region: 'cn-hangzhou', version: '5.6', backup: 'none' },
    { id: 'rm-locked', region: 'cn-hangzhou', version: '5.6', lockMode: 'ManualLock' },
  ];
  writeFileSync(fleet, JSON.stringify({ rds: { instances } }));
  const simulation = await simulate('--fleet', fleet);
  const flags = ['--to', '5.7', '--auto-approve'];
  for (const id of ['rm-old-backup', 'rm-locked']) {
    const { code, stderr } = await simulation.run('apply', `alibaba-rds://cn-hangzhou/${id}`, ...flags);
    expect(code, stderr).toBe(5);
    expect(stderr).toMatch(/error: .*(preconditions failed|warnings are not accepted)/);
  }
  expect((await simulation.run('check', 'alibaba-rds://cn-hangzhou/rm-locked', '--to', '5.7')).code).toBe(5);
  expect(await simulation.upgrades()).toEqual([]);
  await simulation.stop();
});

test('a plan that the world has moved away from: 6, and which field; one that was used: its run', async () => {
  const simulation = await simulate();
  const [far, near] = [join(folder, 'far.json'), join(folder, 'near.json')];
  await simulation.run('plan', orders, '--to', '5.7', '--out', far);
  await simulation.run('plan', orders, '--to', '5.6', '--out', near);
  expect((await simulation.run('apply', near, '--auto-approve', '--accept', 'all')).code).toBe(0);
  const stale = await simulation.run('apply', far, '--auto-approve', '--accept', 'all');
  expect(stale.code, stale.stderr).toBe(6);
  expect(stale.stdout).toContain('engineVersion');
  const used = await simulation.run('apply', near, '--auto-approve', '--accept', 'all');
  expect(used.code).toBe(2);
  expect(used.stderr).toMatch(/used already, by run [0-9a-f]{32}/);
  expect((await simulation.upgrades()).sort()).toEqual(family);
  await simulation.stop();
});
