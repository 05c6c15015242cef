import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  type Authentication,
  type Cloud,
  type CloudOptions,
  type CloudServer,
  createCloud,
  realClock,
  serveCloud,
} from '@engine-upgrader/cloud-simulator';
import { openSqliteStore } from '@engine-upgrader/core/sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatedEnvironment } from '../packages/cli/src/simulation/environment.ts';

/**
 * Every bad input, through the command line as it is installed: its exit code, one clear line that names the input
 * and what would be right, and nothing changed in the cloud or in the state file. `pnpm test` builds it first.
 */
const program = fileURLToPath(new URL('../packages/cli/bin/engine-upgrader.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'refusals-'));
const speed = 1_000;
const rds = 'alibaba-rds://cn-hangzhou/rm-orders';
const dms = 'aws-dms://us-east-1/orders';

type Variables = Readonly<Record<string, string | undefined>>;

/** A simulated cloud, and the environment that leads to it. */
interface World {
  readonly cloud: Cloud;
  readonly server: CloudServer;
  readonly environment: Variables;
}

async function openWorld(
  options: Partial<CloudOptions> = {},
  authentication: Authentication = {},
): Promise<World> {
  const cloud = createCloud({ clock: realClock({ speed }), ...options });
  const server = await serveCloud(cloud, { authentication: { rds: authentication, dms: authentication } });
  const endpoints = { ...server.endpoints, aws: server.dmsEndpoint, journal: '' };
  const { set, unset } = simulatedEnvironment({ endpoints, speed, folder }, process.env);
  const kept = Object.entries(process.env).filter(([name]) => !unset.includes(name));
  return { cloud, server, environment: { ...Object.fromEntries(kept), ...set, HOME: folder } };
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(argv: readonly string[], environment: Variables): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...argv], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (some: string) => (written.stdout += some));
  child.stderr.setEncoding('utf8').on('data', (some: string) => (written.stderr += some));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...written })));
}

let world: World;
let strict: World;
let lateClock: World;
let forbidding: World;
const worlds: World[] = [];
const plans = { rds: join(folder, 'rds.plan.json'), dms: join(folder, 'dms.plan.json') };
const emptyState = join(folder, 'empty.db');

const key = { id: 'simulated-access-key-id', wrong: 'another-secret', right: 'simulated-access-key-secret' };
const credentials: Authentication['credentials'] = {
  [key.id]: { secret: key.right },
  expired: { secret: key.right, state: 'expired' },
};

const deny: NonNullable<CloudOptions['allow']> = ({ service }) =>
  service === 'rds'
    ? { code: 'Forbidden.RAM', message: 'User not authorized to operate on the specified resource.' }
    : { code: 'AccessDeniedException', message: 'User is not authorized to perform this action.' };

beforeAll(async () => {
  const late: Authentication = { machineTime: () => realClock().now() + 3_600_000 };
  worlds.push(
    await openWorld(),
    await openWorld({}, { credentials }),
    await openWorld({}, late),
    await openWorld({ allow: deny }),
  );
  [world, strict, lateClock, forbidding] = worlds as [World, World, World, World];
  const made = await Promise.all([
    run(['plan', rds, '--to', '5.6', '--out', plans.rds], world.environment),
    run(['plan', dms, '--to', '3.6.1', '--out', plans.dms], world.environment),
  ]);
  expect(made.map(({ code, stderr }) => (code === 0 ? '' : `${code} ${stderr}`))).toEqual(['', '']);
  const store = await openSqliteStore(emptyState);
  expect((await store.asyncAndThen((opened) => opened.close())).isOk()).toBe(true);
});
afterAll(async () => {
  await Promise.all(worlds.map(({ server }) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** What the clouds were asked to change. */
function changes(): readonly string[] {
  return worlds.flatMap(({ cloud }) =>
    cloud.journal.entries
      .filter(({ kind, action }) => kind === 'call' && !/^(Describe|List)/.test(action))
      .map(({ action, resource }) => `${action} ${resource}`),
  );
}

/** The one clear line. Lines that are indented help to mend it, and belong to it. */
function expectOneLine({ stderr }: Ended, named: readonly string[]): void {
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('  '));
  const errors = lines.filter((line) => line.startsWith('error: '));
  expect(errors, stderr).toHaveLength(1);
  const [line = ''] = errors;
  expect(line.length, line).toBeLessThan(420);
  expect(stderr).not.toMatch(/\n\s+at |\bError:|undefined|\[object/);
  for (const name of named) expect(stderr).toContain(name);
}

let states = 0;

/** Runs the command line with a state file of its own, which has to be as it was afterwards. */
async function expectRefusal(
  argv: readonly string[],
  code: number,
  named: readonly string[],
  environment: Variables = world.environment,
): Promise<void> {
  states += 1;
  const state = join(folder, `state-${states}.db`);
  copyFileSync(emptyState, state);
  const ended = await run(argv, { ...environment, ENGINE_UPGRADER_STATE: state });
  expectOneLine(ended, named);
  expect(ended.code, ended.stderr).toBe(code);
  expect(readFileSync(state).equals(readFileSync(emptyState)), 'the state file').toBe(true);
  expect(changes()).toEqual([]);
}

const approve = ['--auto-approve', '--accept', 'all'];
const apply = (reference: string, ...more: string[]): string[] => ['apply', reference, ...more, ...approve];
const to = (reference: string, version: string): string[] => apply(reference, '--to', version);
const right = { rds: 'alibaba-rds://cn-hangzhou/rm-', dms: 'arn:aws:dms:REGION:ACCOUNT:rep:ID' };

describe('references', () => {
  const longName = `rm-${'a'.repeat(2_000)}`;
  test.concurrent.each<[string, string[], number, string[]]>([
    ['an unknown scheme', to('oracle://cn-hangzhou/x', '5.6'), 2, ['oracle', 'alibaba-rds', 'aws-dms']],
    ['no scheme', to('rm-orders', '5.6'), 2, ['rm-orders', right.rds]],
    ['an empty text', to('', '5.6'), 2, ['""', right.rds]],
    ['a malformed id', to('alibaba-rds://cn-hangzhou/rm_x', '5.6'), 2, ['rm_x', right.rds]],
    [
      'a malformed identifier',
      to('aws-dms://us-east-1/1--', '3.6.1'),
      2,
      ['1--', 'aws-dms://us-east-1/orders'],
    ],
    ['an id that is far too long', to(`alibaba-rds://cn-hangzhou/${longName}`, '5.6'), 2, [right.rds]],
    ['a line break', to('alibaba-rds://cn-hangzhou/rm\nx', '5.6'), 2, [right.rds]],
    ['a malformed region', to('aws-dms://US_EAST/orders', '3.6.1'), 2, ['US_EAST', 'PROVIDER://REGION/ID']],
    ['a malformed ARN', to('arn:aws:dms:us-east-1:1:rep:X', '3.6.1'), 2, ['us-east-1:1:rep', right.dms]],
    [
      'the ARN of a task',
      to('arn:aws:dms:us-east-1:123456789012:task:X', '3.6.1'),
      2,
      [':task:X', right.dms],
    ],
    [
      'an ARN of nothing',
      to('arn:aws:dms:us-east-1:123456789012:rep:X', '3.6.1'),
      2,
      ['no replication instance'],
    ],
    ['an unknown region of RDS', to('alibaba-rds://cn-nowhere/rm-orders', '5.6'), 2, ['cn-nowhere']],
    ['an unknown region of AWS', to('aws-dms://us-nowhere-9/orders', '3.6.1'), 2, ['us-nowhere-9']],
    [
      'no such instance of RDS',
      to('alibaba-rds://cn-hangzhou/rm-none', '5.6'),
      2,
      ['rm-none', 'check its id', 'Nothing was changed'],
    ],
    [
      'no such instance of DMS',
      to('aws-dms://us-east-1/none', '3.6.1'),
      2,
      ['us-east-1/none', 'check its id', 'Nothing was changed'],
    ],
    [
      'an instance of another region',
      to('alibaba-rds://cn-shanghai/rm-orders', '5.6'),
      2,
      ['cn-shanghai/rm-orders'],
    ],
    ['a replica', to('alibaba-rds://cn-hangzhou/rr-orders-1', '5.6'), 2, [rds]],
    ['a prefix that is none', ['instances', 'oracle://x'], 2, ['oracle', 'alibaba-rds']],
  ])('%s', (_what, argv, code, named) => expectRefusal(argv, code, named));
});

describe('versions', () => {
  test.concurrent.each<[string, string[], number, string[]]>([
    ['not offered, RDS', to(rds, '9.0'), 2, ['9.0', 'offered: 5.6, 5.7, 8.0']],
    ['not offered, DMS', to(dms, '9.9.9'), 2, ['9.9.9', 'offered', '3.6.1']],
    ['no version at all', to(dms, 'new'), 2, ['"new"', '3.6.1']],
    ['a downgrade, RDS', to('alibaba-rds://cn-hangzhou/rm-billing', '5.6'), 2, ['no downgrade', '5.6']],
    ['a downgrade, DMS', to(dms, '3.4.7'), 2, ['downgrade', '3.4.7']],
    ['none given', apply(rds), 2, ['--to VERSION']],
  ])('%s', (_what, argv, code, named) => expectRefusal(argv, code, named));
});

describe('options', () => {
  test.concurrent.each<[string, string[], number, string[]]>([
    ['nobody to ask', ['apply', rds, '--to', '5.6'], 2, ['no terminal', '--auto-approve']],
    [
      'a time that is none',
      [...to(rds, '5.6'), '--effective-time', 'soon'],
      2,
      ['soon', 'maintenance-window'],
    ],
    ['an order that is none', [...to(rds, '5.6'), '--replica-order', 'any'], 2, ['any', 'with-primary']],
    ['a length of time that is none', [...to(rds, '5.6'), '--timeout', 'long'], 2, ['long', '15s']],
    ['a format that is none', ['instances', '-o', 'xml'], 2, ['xml', 'ndjson']],
    ['an option of another cloud', [...to(dms, '3.6.1'), '--replica-order', 'auto'], 2, ['alibaba-rds only']],
    ['a provider that is none', ['policy', 'oracle'], 2, ['oracle', 'aws-dms']],
    ['an option that is none', [...to(rds, '5.6'), '--yes'], 2, ['--yes']],
    ['a command that is none', ['upgrade', rds], 2, ['upgrade']],
  ])('%s', (_what, argv, code, named) => expectRefusal(argv, code, named));
});

const both: [string, string[]][] = [
  ['RDS', to(rds, '5.6')],
  ['DMS', to(dms, '3.6.1')],
];

const login = (id: string, secret: string): Variables => ({
  ...strict.environment,
  ALIBABA_CLOUD_ACCESS_KEY_ID: id,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
  AWS_ACCESS_KEY_ID: id,
  AWS_SECRET_ACCESS_KEY: secret,
});

describe.each(both)('logins of %s', (name, argv) => {
  const isRds = name === 'RDS';
  const read = isRds ? 'DescribeDBInstanceAttribute' : 'DescribeReplicationInstances';

  test.concurrent('missing: which places were looked at', () => {
    const { ALIBABA_CLOUD_ACCESS_KEY_ID: _alibaba, AWS_ACCESS_KEY_ID: _aws, ...without } = world.environment;
    const named = isRds ? ['ALIBABA_CLOUD_ACCESS_KEY_ID'] : ['AWS_ACCESS_KEY_ID', '~/.aws/credentials'];
    return expectRefusal(argv, 4, named, without);
  });

  test.concurrent.each([
    ['unknown', 'nobody', key.right, 'refused'],
    ['with the wrong secret', key.id, key.wrong, 'refused'],
    ['expired', 'expired', key.right, 'expired'],
  ])('%s: at which action', (_what, id, secret, word) =>
    expectRefusal(argv, 4, [read, word], login(id, secret)),
  );

  test.concurrent('not permitted: which action', () =>
    expectRefusal(argv, 4, [isRds ? `rds:${read}` : `dms:${read}`], forbidding.environment));

  test.concurrent('a clock that is too far off, said as such', () =>
    expectRefusal(argv, 4, ["this machine's clock is too far off", read], lateClock.environment));

  test.concurrent('plain HTTP that is not loopback', () => {
    const environment = {
      ...world.environment,
      ALIBABA_CLOUD_RDS_ENDPOINT_CN_HANGZHOU: 'http://example.com',
      AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE: 'http://example.com',
    };
    return expectRefusal(argv, 2, ['plain HTTP', 'example.com', 'loopback', 'https://'], environment);
  });

  test.concurrent('an endpoint that is none', () => {
    const environment = {
      ...world.environment,
      ALIBABA_CLOUD_RDS_ENDPOINT_CN_HANGZHOU: 'http://',
      AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE: 'http://',
    };
    return expectRefusal(argv, 2, ['ENDPOINT', 'https://'], environment);
  });
});

describe.each(both)('answers of %s', (name, argv) => {
  const refusal =
    name === 'RDS'
      ? '{"RequestId":"r-1","Code":"InternalError","Message":"no"}'
      : '{"__type":"InternalFailure","message":"no"}';

  test.concurrent.each([
    ['HTML', '<html><body>maintenance</body></html>'],
    ['empty', ''],
    ['cut short', '{"RequestId":"r-1", "Ite'],
    ['of another shape', '[1, 2]'],
    ['200 with an error code inside', refusal],
  ])('%s', async (_what, body) => {
    const { server, url } = await serve(body);
    const environment = {
      ...world.environment,
      ALIBABA_CLOUD_RDS_ENDPOINT_CN_HANGZHOU: url,
      AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE: url,
    };
    await expectRefusal(argv, 1, ['Describe'], environment);
    server.close();
  });
});

interface Served {
  readonly server: Server;
  readonly url: string;
}

/** A server that gives every request the same answer, with status 200. */
function serve(body: string): Promise<Served> {
  return listening(createServer((_request, response) => response.writeHead(200).end(body)));
}

async function listening(server: Server): Promise<Served> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const forms: ['rds' | 'dms', string, string][] = [
  ['rds', '"to": "5.6"', '"to": "5.7"'],
  ['dms', '"to": "3.6.1"', '"to": "3.5.4"'],
];

describe.each(forms)('plan files, %s', (name, written, changed) => {
  const spoilt: [string, number, (plan: string) => string, string[]][] = [
    ['cut short', 2, (plan) => plan.slice(0, 300), ['cut short']],
    ['empty', 2, () => '', ['plan --out']],
    ['edited', 2, (plan) => plan.replace(written, changed), ['edited']],
    [
      'newer',
      2,
      (plan) => plan.replace('"formatVersion": 1', '"formatVersion": 99'),
      ['99', 'newer release'],
    ],
    [
      'of a provider that is none',
      2,
      (plan) => plan.replaceAll(/"(alibaba-rds|aws-dms)"/g, '"other"'),
      ['"other"'],
    ],
    ['a handle', 2, (plan) => plan.replace('engine-upgrader/plan', 'engine-upgrader/handle'), ['no plan']],
  ];
  test.concurrent.each(spoilt)('%s', async (what, code, spoil, named) => {
    const path = join(folder, `${name}-${what}.json`);
    writeFileSync(path, spoil(readFileSync(plans[name], 'utf8')));
    await expectRefusal(apply(path), code, [path, ...named]);
  });
});

test('a plan file of another AWS account: the instance of that name there is another one', async () => {
  const { server, url } = await otherAccount(world.server.dmsEndpoint);
  const environment = { ...world.environment, AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE: url };
  await expectRefusal(apply(plans.dms), 6, [plans.dms, '123456789012', '210987654321', dms], environment);
  server.close();
});

/** The same AWS, with everything in another account. */
async function otherAccount(endpoint: string): Promise<Served> {
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (!/^(host|connection|content-length)$/.test(name)) headers.set(name, String(value));
    }
    const answer = await fetch(endpoint, { method: 'POST', headers, body: await textOf(request) });
    const answered = (await answer.text()).replaceAll('123456789012', '210987654321');
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answered);
  };
  const server = createServer((request, response) => void forward(request, response));
  return listening(server);
}

test('a plan file that is not there', () =>
  expectRefusal(apply(join(folder, 'none.json')), 2, ['none.json', 'plan --out']));

describe('runs and handles', () => {
  const handle = join(folder, 'handle.json');
  test.concurrent.each<[string, string, string[]]>([
    ['no run of that name', 'abcdef12', ['abcdef12', 'state file ', 'engine-upgrader status']],
    ['too short', 'ab', ['"ab"', 'at least 4']],
    ['a plan', plans.rds, [plans.rds, 'no handle']],
    ['no JSON', handle, ['handle', 'cut short']],
  ])('resume: %s', async (_what, text, named) => {
    writeFileSync(handle, 'this is no handle');
    await expectRefusal(['resume', text], 2, named);
  });
});

/** A state file of its own, spoilt; it has to be as spoilt afterwards. */
async function expectStateRefusal(
  spoil: (path: string) => void,
  named: readonly string[],
  hold: (path: string) => () => void = () => () => undefined,
): Promise<void> {
  states += 1;
  const path = join(folder, `state-${states}.db`);
  copyFileSync(emptyState, path);
  spoil(path);
  const before = readFileSync(path);
  const release = hold(path);
  const commands = [['status'], ['resume', 'abcdef'], to(rds, '5.6')];
  const ended = await Promise.all(
    commands.map((argv) => run(argv, { ...world.environment, ENGINE_UPGRADER_STATE: path })),
  );
  // Not before they ended: closing a file drops this process's locks on it.
  release();
  for (const one of ended) {
    expectOneLine(one, [path, ...named]);
    expect(one.code, one.stderr).toBe(1);
  }
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(changes()).toEqual([]);
}

describe('state files', () => {
  test.concurrent('damaged', () =>
    expectStateRefusal(
      (path) =>
        writeFileSync(path, 'this is no database, and longer than the head of one would be: '.repeat(20)),
      ['damaged', 'another path'],
    ));
  test.concurrent('cut short', () =>
    expectStateRefusal(
      (path) => {
        const whole = readFileSync(path);
        writeFileSync(path, whole.subarray(0, whole.length / 2));
      },
      ['damaged', 'another path'],
    ));
  test.concurrent('locked', () =>
    expectStateRefusal(
      () => undefined,
      ['held by another process, waited 10 s', 'nothing was changed'],
      (path) => {
        const database = new DatabaseSync(path);
        database.exec('BEGIN EXCLUSIVE');
        return () => database.close();
      },
    ));
  test.concurrent('newer', () =>
    expectStateRefusal(
      (path) => {
        const database = new DatabaseSync(path);
        database.exec('PRAGMA user_version = 99');
        database.close();
      },
      ['99', 'newer release'],
    ));
});

test('a Node that is too old: said before anything is imported', async () => {
  const versions = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.12.0' } })`;
  const preload = `--import=data:text/javascript,${encodeURIComponent(versions)}`;
  const ended = await run(['status'], { ...world.environment, NODE_OPTIONS: preload });
  expect(ended).toEqual({
    code: 2,
    stdout: '',
    stderr: 'engine-upgrader needs Node 22.13 or later; this is 22.12.0\n',
  });
});

describe('plans that the world has moved away from', () => {
  test('stale: which field moved; used already: by which run', async () => {
    const moved = await openWorld();
    const state = join(folder, 'moved.db');
    const environment = { ...moved.environment, ENGINE_UPGRADER_STATE: state };
    const [near, far] = [join(folder, 'near.json'), join(folder, 'far.json')];
    await run(['plan', dms, '--to', '3.6.1', '--out', near], environment);
    await run(['plan', dms, '--to', '3.6.1', '--out', far], environment);
    const applied = await run(apply(near), environment);
    expect(applied.code, applied.stderr).toBe(0);
    const before = moved.cloud.journal.entries.filter(({ kind }) => kind === 'effect').length;
    const stale = await run(apply(far), environment);
    expect(stale.code, stale.stderr).toBe(6);
    expect(`${stale.stdout}${stale.stderr}`).toContain('engineVersion');
    const used = await run(apply(near), environment);
    expectOneLine(used, ['used already, by run ', 'engine-upgrader resume ']);
    expect(used.code).toBe(2);
    expect(moved.cloud.journal.entries.filter(({ kind }) => kind === 'effect')).toHaveLength(before);
    await moved.server.close();
  });
});
