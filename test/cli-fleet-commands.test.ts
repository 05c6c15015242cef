import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, openSimulatedShell, type SimulatedShell } from './simulated-shell.ts';

/** The fleet commands, as processes against the simulator over HTTP. `pnpm test` builds the program first. */
const alibaba = { name: 'alibaba', provider: 'alibaba-rds', regions: ['cn-hangzhou'] };
const least = { name: 'nightly', to: '8.0', profiles: [alibaba], canary: false };

function rds(count: number): object {
  return {
    rds: {
      instances: Array.from({ length: count }, (_, index) => ({
        id: `rm-n${index}`,
        region: 'cn-hangzhou',
        version: '5.7',
        tags: { stage: 'test', team: 'data' },
      })),
    },
  };
}

interface Bench {
  readonly shell: SimulatedShell;
  /** Writes a file of JSON, or a program where it is text. */
  write(name: string, content: object | string): void;
  run(...argv: string[]): Promise<Ended>;
  apply(config: object, ...argv: string[]): Promise<Ended>;
}

async function openBench(clouds: object, speed = '1000'): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'cli-fleet-'));
  const file = join(folder, 'clouds.json');
  writeFileSync(file, JSON.stringify(clouds));
  const shell = await openSimulatedShell('--speed', speed, '--fleet', file);
  rmSync(folder, { recursive: true });
  const bench: Bench = {
    shell,
    write: (name, content) =>
      writeFileSync(
        join(shell.folder, name),
        typeof content === 'string' ? content : JSON.stringify(content),
        {
          mode: 0o755,
        },
      ),
    run: (...argv) => shell.start('engine-upgrader', argv).ended,
    apply(config, ...argv) {
      bench.write('fleet.json', config);
      return bench.run('fleet', 'apply', 'fleet.json', '--auto-approve', ...argv);
    },
  };
  return bench;
}

/** One of each instance's states, by id. */
function statesIn({ stdout }: Ended): Record<string, string> {
  const { instances } = JSON.parse(stdout) as { instances: { reference: string; state: string }[] };
  return Object.fromEntries(instances.map(({ reference, state }) => [reference.split('/').at(-1), state]));
}

function expectRefusal({ code, output }: Ended, expected: number, named: string): void {
  const errors = output.split('\n').filter((line) => line.startsWith('error: '));
  expect(errors, output).toHaveLength(1);
  expect(errors[0]).toContain(named);
  expect(code).toBe(expected);
}

describe('what cannot be: one clear line, the exit code, and nothing changed', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench({
      ...rds(4),
      dms: { regions: { 'us-east-1': { instances: [{ identifier: 'orders', engineVersion: '3.5.4' }] } } },
    });
  });
  afterAll(async () => {
    expect(await bench.shell.upgraded()).toEqual([]);
    await bench.shell.close();
  });

  test.each<[string, object, string]>([
    ['an unknown key', { maxErorrs: 1 }, 'did you mean "maxErrors"?'],
    ['an empty selection', { select: { name: 'nobody-*' } }, 'no instance is selected'],
    ['a wave of 0', { waves: [{ size: 0 }] }, 'waves[0].size cannot be 0'],
    ['a wave above 100 %', { waves: [{ size: '110%' }] }, 'waves[0].size cannot be "110%"'],
    [
      'waves of more than all',
      { waves: [{ size: '60%' }, { size: '50%' }] },
      'come to 110% of all instances',
    ],
    [
      'waves that overlap',
      {
        waves: [
          { name: 'one', tags: { stage: 'test' } },
          { name: 'two', tags: { team: 'data' } },
        ],
      },
      'waves "one" and "two" overlap',
    ],
    ['two waves of all', { waves: [{ name: 'one' }, { name: 'two' }] }, '"two" after it would be empty'],
    [
      'two profiles for one instance',
      { profiles: [alibaba, { ...alibaba, name: 'again' }] },
      'is reached by "alibaba" and by "again"',
    ],
    [
      'a calendar that never opens',
      { calendar: { freezes: [{ from: '2000-01-01', to: '2999-12-31' }] } },
      'does not open',
    ],
    ['a calendar of no zone', { calendar: { timeZone: 'Mars/Base' } }, 'Mars/Base'],
    [
      'a hook that is no command',
      { hooks: { 'before-wave': { command: 'announce' } } },
      'a program and its arguments',
    ],
    [
      'a hook whose program is not there',
      { hooks: { 'before-wave': { command: ['./none'] } } },
      '"./none" is no program',
    ],
    ['no target', { to: undefined }, 'where to upgrade to is missing'],
  ])('%s', async (_what, change, named) => {
    expectRefusal(await bench.apply({ ...least, ...change }, '--accept', 'all'), 2, named);
  });

  test('files that are no fleet, and plans that are none any more', async () => {
    bench.write('broken.json', '{"name": ');
    expectRefusal(await bench.run('fleet', 'plan', 'broken.json'), 2, 'broken.json is no JSON');
    bench.write('fleet.json', least);
    expect((await bench.run('fleet', 'plan', 'fleet.json', '--out', 'fleet.plan.json')).code).toBe(0);
    const plan = readFileSync(join(bench.shell.folder, 'fleet.plan.json'), 'utf8');
    bench.write('edited.json', plan.replace('"maxErrors":0', '"maxErrors":9'));
    expectRefusal(await bench.run('fleet', 'apply', 'edited.json', '--auto-approve'), 2, 'edited');
    bench.write('newer.json', plan.replace('"formatVersion":1', '"formatVersion":99'));
    expectRefusal(await bench.run('fleet', 'apply', 'newer.json', '--auto-approve'), 2, 'newer release');
  });

  test('nobody to ask; no such fleet run; a prefix of no provider', async () => {
    expectRefusal(await bench.run('fleet', 'apply', 'fleet.json'), 2, '--auto-approve');
    expectRefusal(await bench.run('fleet', 'resume', 'abcdef12'), 2, 'no fleet run "abcdef12"');
    expectRefusal(await bench.run('fleet', 'plan', 'gcp://x/', '--to', '1'), 2, '"gcp" is no provider');
  });

  test('without a file: beginnings of references, and options that choose', async () => {
    const planned = await bench.run(
      'fleet',
      'plan',
      'alibaba-rds://cn-hangzhou/',
      '--to',
      'newest',
      '-o',
      'json',
    );
    expect(planned.code, planned.output).toBe(0);
    const { instances } = JSON.parse(planned.stdout) as { instances: unknown[] };
    expect(instances).toHaveLength(4);
    const one = await bench.run(
      'fleet',
      'plan',
      'alibaba-rds',
      '--to',
      '8.0',
      '--name',
      '*-n2',
      '--version',
      '5.*',
    );
    expect(one.stdout).not.toContain('rm-n1');
    expect(one.stdout).toContain('5.7 → 8.0  1 instance');
  });

  test('a profile without credentials: its scopes fail and are named, the others are planned', async () => {
    bench.write('fleet.json', {
      ...least,
      to: 'newest',
      profiles: [
        alibaba,
        { name: 'locked', provider: 'aws-dms', profile: 'no-such-profile', regions: ['us-east-1'] },
      ],
    });
    const planned = await bench.run('fleet', 'plan', 'fleet.json');
    expect(planned.code, planned.output).toBe(3);
    expect(planned.stdout).toContain('4 instances');
    expect(planned.stdout).toMatch(/unread +locked +no login for AWS was found/);
  });
});

test('warnings have to be accepted: 5, each named once however many instances have it', async () => {
  const instances = [1, 2, 3].map((index) => ({
    id: `rm-n${index}`,
    region: 'cn-hangzhou',
    version: '5.7',
    backup: 'none',
  }));
  const bench = await openBench({ rds: { instances } });
  const refused = await bench.apply(least);
  expectRefusal(refused, 5, 'recent-backup (3 instances)');
  expect(refused.output.match(/! warning {2}recent-backup/g)).toHaveLength(1);
  expect((await bench.apply(least, '--accept', 'recent-backup')).code).toBe(0);
  await bench.shell.close();
});

test('Ctrl-C stops at a safe point and prints the command that resumes; events are lines of JSON', async () => {
  const bench = await openBench(rds(6));
  bench.write('fleet.json', { ...least, maxConcurrency: 2 });
  const flags = ['--auto-approve', '--accept', 'all', '-o', 'ndjson'];
  const stopped = bench.shell.start('engine-upgrader', ['fleet', 'apply', 'fleet.json', ...flags]);
  await stopped.says('✔ alibaba:alibaba-rds://cn-hangzhou/rm-n0');
  stopped.kill('SIGINT');
  const { code, output } = await stopped.ended;
  expect(code, output).toBe(130);
  const [, id = ''] = /engine-upgrader fleet resume ([0-9a-f]{32})/.exec(output) ?? [];
  const resumed = await bench.run('fleet', 'resume', id.slice(0, 8), '-o', 'ndjson');
  expect(resumed.code, resumed.output).toBe(0);
  const events = resumed.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string });
  const kinds = new Set(events.map(({ event }) => event));
  for (const kind of ['instance-changed', 'fleet-ended', 'run-started', 'looked', 'run-ended'])
    expect(kinds).toContain(kind);
  expect(events.at(-1)).toMatchObject({ event: 'fleet-summary', exitCode: 0, counts: { succeeded: 6 } });
  expect((await bench.shell.upgraded()).toSorted()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `rm-n${n} 8.0`));
  await bench.shell.close();
});

test('pause begins nothing new, drain ends what is under way, resume goes on, also in another process', async () => {
  const bench = await openBench(rds(5), '300');
  bench.write('fleet.json', { ...least, maxConcurrency: 1 });
  const stored = await bench.apply({ ...least, maxConcurrency: 1 }, '--accept', 'all', '--no-wait');
  expect(stored.code).toBe(7);
  const [, id = ''] = /fleet resume ([0-9a-f]{32})/.exec(stored.output) ?? [];
  const leading = bench.shell.start('engine-upgrader', ['fleet', 'resume', id]);
  await leading.says('rm-n0  running');
  expect((await bench.run('fleet', 'pause', id)).code).toBe(0);
  await leading.says('paused: a person paused it');
  await leading.says('rm-n0  succeeded');
  expect((await bench.run('fleet', 'status', id)).stdout).toContain('paused: a person paused it');
  const drained = await bench.run('fleet', 'drain', id);
  expect(drained.code, drained.output).toBe(7);
  expect(drained.stdout).toContain('4 not begun, 1 succeeded');
  await leading.ended;
  expectRefusal(await bench.run('fleet', 'cancel', id), 2, 'has stopped already');
  const resumed = await bench.run('fleet', 'resume', id, '-o', 'json');
  expect(resumed.code, resumed.output).toBe(0);
  expect(Object.values(statesIn(resumed))).toEqual(Array.from({ length: 5 }, () => 'succeeded'));
  await bench.shell.close();
});

test('cancel: what is under way stops at its safe point, what was not begun stays as it is: 9', async () => {
  const bench = await openBench(rds(4), '300');
  const stored = await bench.apply({ ...least, maxConcurrency: 1 }, '--accept', 'all', '--no-wait');
  const [, id = ''] = /fleet resume ([0-9a-f]{32})/.exec(stored.output) ?? [];
  const cancelled = await bench.run('fleet', 'cancel', id);
  expect(cancelled.code, cancelled.output).toBe(9);
  expect(cancelled.stdout).toContain('4 not begun');
  expect(await bench.shell.upgraded()).toEqual([]);
  await bench.shell.close();
});

test('hooks are told what they are about; a veto leaves an instance alone, a broken one is never a consent', async () => {
  const bench = await openBench(rds(5));
  bench.write(
    'before',
    `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const about = JSON.parse(readFileSync(0, 'utf8'));
appendFileSync('heard.ndjson', JSON.stringify(about) + '\\n');
const id = (about.reference ?? '').split('/').at(-1);
if (id === 'rm-n1') console.log('{"veto": "month end"}');
if (id === 'rm-n2') process.exit(3);
if (id === 'rm-n3') console.log('yes');
if (id === 'rm-n4') setInterval(() => {}, 1000);
`,
  );
  const hook = { command: ['./before'], timeout: '2s' };
  const ended = await bench.apply(
    {
      ...least,
      maxErrors: 5,
      hooks: { 'before-instance': hook, 'after-instance': hook, 'before-wave': hook },
    },
    '--accept',
    'all',
    '-o',
    'json',
  );
  expect(ended.code, ended.output).toBe(3);
  expect(statesIn(ended)).toEqual({
    'rm-n0': 'succeeded',
    'rm-n1': 'vetoed',
    'rm-n2': 'failed',
    'rm-n3': 'failed',
    'rm-n4': 'failed',
  });
  for (const why of ['month end', 'exit code 3', 'it printed no answer', 'took too long'])
    expect(ended.stdout).toContain(why);
  expect(await bench.shell.upgraded()).toEqual(['rm-n0 8.0']);
  const heard = readFileSync(join(bench.shell.folder, 'heard.ndjson'), 'utf8').trim().split('\n');
  const calls = heard.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(calls[0]).toMatchObject({ hook: 'before-wave', fleet: 'nightly', wave: 'rest' });
  const first = { reference: 'alibaba-rds://cn-hangzhou/rm-n0', from: '5.7', to: '8.0' };
  expect(calls).toContainEqual(expect.objectContaining({ ...first, hook: 'before-instance' }));
  expect(calls).toContainEqual(
    expect.objectContaining({ ...first, hook: 'after-instance', result: 'succeeded' }),
  );
  await bench.shell.close();
});

test('a veto before a wave pauses the fleet run; resume asks again', async () => {
  const bench = await openBench(rds(1));
  bench.write(
    'may-begin',
    `#!${process.execPath}
if (!require('node:fs').existsSync('approved')) console.log('{"veto": "month end"}');
`,
  );
  const config = { ...least, hooks: { 'before-wave': { command: ['./may-begin'] } } };
  const paused = await bench.apply(config, '--accept', 'all', '--timeout', '2s');
  expect(paused.code, paused.output).toBe(7);
  expect(paused.stdout).toContain('running, paused: the hook before wave "rest" said no: month end');
  const [, id = ''] = /fleet resume ([0-9a-f]{32})/.exec(paused.output) ?? [];
  bench.write('approved', '');
  const resumed = await bench.run('fleet', 'resume', id);
  expect(resumed.code, resumed.output).toBe(0);
  await bench.shell.close();
});
