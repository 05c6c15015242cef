import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

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

function expectRefusal({ code, stderr }: Ended, expected: number, named: string): void {
  const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
  expect(errors).toHaveLength(1);
  expect(stderr).toContain(named);
  expect(code).toBe(expected);
}

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

test('simulate refuses a file that is no fleet, and one of another form', async () => {
  const [none, other] = [join(folder, 'no-fleet.json'), join(folder, 'other-fleet.json')];
  writeFileSync(none, JSON.stringify({ format: 'engine-upgrader/plan' }));
  writeFileSync(other, JSON.stringify({ dms: { instances: [{ id: 'orders' }] } }));
  expectRefusal(await start(['simulate', '--fleet', none], process.env).ended, 2, 'right is JSON');
  expectRefusal(await start(['simulate', '--fleet', other], process.env).ended, 2, 'a part of it is missing');
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
