import { type Environment, type Io, main } from '@engine-upgrader/cli';
import { seededRandom } from '@engine-upgrader/cloud-simulator';
import { createExampleCloud, createExampleDriver, type ExampleCloud } from '@engine-upgrader/conformance';
import {
  type Clock,
  createMemoryStore,
  invalidInput,
  type Store,
  type StoreError,
} from '@engine-upgrader/core';
import { errAsync, okAsync } from 'neverthrow';
import { expect, test } from 'vitest';
import { jumpingClock } from './jumping-clock.ts';
import { randomnessFrom } from './ports.ts';

/** The command line on the example cloud, in one process and on simulated time. */
interface Bench {
  readonly cloud: ExampleCloud;
  readonly files: Map<string, string>;
  /** What was written to stdout and stderr since the last call. */
  call(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
}

interface BenchOptions {
  readonly terminal?: boolean;
  readonly answers?: readonly string[];
  readonly environment?: Environment;
  /** Presses Ctrl-C when stderr shows this. */
  readonly interruptAt?: string;
  /** Presses it again with the notice that the first brings. */
  readonly interruptTwice?: boolean;
  /** From this on, once it was shown, the state file is held by another process. */
  readonly heldFrom?: string;
  /** There is no state file. */
  readonly noState?: boolean;
}

function openBench(options: BenchOptions = {}): Bench {
  const clock = jumpingClock();
  const servers = [
    { id: 'db-1', version: '1.0' },
    { id: 'db-1-replica', primary: 'db-1', version: '1.0' },
    { id: 'db-2', version: '1.0' },
  ];
  const cloud = createExampleCloud(servers, () => clock.now());
  const files = new Map<string, string>();
  const store = createMemoryStore();
  return {
    cloud,
    files,
    async call(...argv) {
      const written = { stdout: '', stderr: '' };
      const io = ioOf(options, { clock, cloud, files, store, written });
      const code = await main(argv, io);
      return { code, ...written };
    },
  };
}

interface World {
  readonly clock: Clock;
  readonly cloud: ExampleCloud;
  readonly files: Map<string, string>;
  readonly store: Store;
  readonly written: { stdout: string; stderr: string };
}

let benches = 0;

function ioOf(options: BenchOptions, { clock, cloud, files, store, written }: World): Io {
  const answers = [...(options.answers ?? [])];
  const listeners = new Set<() => void>();
  let waitsFor = options.interruptAt;
  const held = (): boolean => options.heldFrom !== undefined && written.stderr.includes(options.heldFrom);
  const output = (name: 'stdout' | 'stderr') => ({
    isTerminal: options.terminal ?? false,
    write(text: string) {
      written[name] += text;
      if (options.interruptTwice && text.includes('Ctrl-C again'))
        queueMicrotask(() => listeners.forEach((listener) => listener()));
      if (waitsFor !== undefined && written.stderr.includes(waitsFor)) {
        waitsFor = undefined;
        for (const listener of listeners) listener();
      }
    },
  });
  benches += 1;
  return {
    stdout: output('stdout'),
    stderr: output('stderr'),
    inputIsTerminal: options.terminal ?? false,
    readLine: async () => answers.shift(),
    environment: options.environment ?? { NO_COLOR: '1' },
    homeFolder: '/home/dba',
    clock,
    randomness: randomnessFrom(seededRandom(benches)),
    fileExists: (path) => files.has(path) || (path.endsWith('state.db') && !options.noState),
    readFile: (path) => {
      const text = files.get(path);
      return text === undefined ? errAsync(invalidInput('file', `${path} cannot be read`)) : okAsync(text);
    },
    writeFile: (path, text) => okAsync(void files.set(path, text)),
    temporaryFolder: async () => ({ path: '/tmp/none', remove: async () => undefined }),
    openStore: () => {
      if (options.noState)
        return errAsync({ kind: 'store', cause: 'failed', message: 'was made by looking' });
      return okAsync({ ...heldAtTimes(store, held), close: () => okAsync(undefined) });
    },
    onInterrupt(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    runChild: async () => 0,
    providers: [
      {
        id: 'example',
        example: 'example://ex-north/db-1',
        requestOptions: [],
        driver: async () => createExampleDriver(cloud),
        policy: async () => ({
          required: [{ action: 'example:Upgrade', purpose: 'upgrades a server' }],
          optional: [{ action: 'example:List', purpose: 'lists servers' }],
          languageVersion: '1',
        }),
      },
    ],
  };
}

/** A store that says that another process holds it, for as long as one does. */
function heldAtTimes(store: Store, held: () => boolean): Store {
  const locked: StoreError = { kind: 'store', cause: 'locked', message: 'the state file is held' };
  return {
    ...store,
    acquire: (...asked) => (held() ? errAsync(locked) : store.acquire(...asked)),
    load: (...asked) => (held() ? errAsync(locked) : store.load(...asked)),
  };
}

const reference = 'example://ex-north/db-1';

function runIdOf(text: string): string {
  const [, id = ''] = /run ([0-9a-f]{32})/.exec(text) ?? [];
  return id;
}

test('apply asks, shows the plan and progress on stderr, and the outcome with its proof on stdout', async () => {
  const bench = openBench({ terminal: true, answers: ['perhaps', 'yes'] });
  const { code, stdout, stderr } = await bench.call('apply', reference, '--to', '2.0');
  expect(code).toBe(0);
  expect(stderr).toContain(`Upgrade ${reference} to 2.0? [yes/no] Please answer yes or no.`);
  expect(stdout).toContain('✔ succeeded');
  expect(stdout).toMatch(/version 1\.0 → 2\.0/);
  expect(stdout).toMatch(/3 looks: [0-9a-f]{8} /);
  expect(stdout).toContain('task-1');
  expect(bench.cloud.upgrades).toHaveLength(2);
});

test.each([['no'], []])('the answer %s, or none, changes nothing', async (...answers) => {
  const bench = openBench({ terminal: true, answers });
  const { code, stdout, stderr } = await bench.call('apply', reference, '--to', '2.0');
  expect(code).toBe(9);
  expect(stdout).toBe('');
  expect(stderr).toContain('Nothing was changed.');
  expect(bench.cloud.upgrades).toHaveLength(0);
});

test('without a terminal apply refuses at once, and says what to add', async () => {
  const { code, stderr } = await openBench().call('apply', reference, '--to', '2.0');
  expect(code).toBe(2);
  expect(stderr).toContain('add --auto-approve');
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('progress has one line for each change where there is no terminal', async () => {
  const { stderr } = await openBench().call('apply', reference, '--to', '2.0', '--auto-approve');
  const lines = stderr.split('\n').filter((line) => /^\d\d:\d\d:\d\dZ /.test(line));
  const texts = lines.map((line) => line.slice(10));
  expect(new Set(texts).size).toBe(texts.length);
  expect(stderr).not.toContain('\u001b');
});

test('on a terminal the view is redrawn in place, within its height', async () => {
  const bench = openBench({ terminal: true, answers: ['yes'], environment: {} });
  const { stderr } = await bench.call('apply', reference, '--to', '2.0');
  expect(stderr).toContain('\u001b[2K');
  expect(stderr).toContain('so far, next look in');
});

test('an upgrade to where it is already is done, and nobody is asked', async () => {
  const bench = openBench({ terminal: true });
  const { code, stdout } = await bench.call('apply', reference, '--to', '1.0');
  expect(code).toBe(0);
  expect(stdout).toContain('succeeded');
  expect(bench.cloud.upgrades).toHaveLength(0);
});

test('several run side by side, each by itself', async () => {
  const bench = openBench();
  const flags = ['--to', '2.0', '--auto-approve', '-o', 'json'];
  const { code, stdout, stderr } = await bench.call(
    'apply',
    reference,
    'example://ex-north/db-2',
    'example://ex-north/none',
    ...flags,
  );
  expect(code).toBe(3);
  const results: { reference: string; exitCode: number; outcome?: { result: string } }[] = JSON.parse(stdout);
  expect(results.map((result) => result.outcome?.result)).toEqual(['succeeded', 'succeeded', undefined]);
  expect(results.map((result) => result.exitCode)).toEqual([0, 0, 2]);
  expect(stderr).toContain('none');
});

test('--no-wait sends the first change and leaves the rest to resume', async () => {
  const bench = openBench();
  const left = await bench.call('apply', reference, '--to', '2.0', '--auto-approve', '--no-wait');
  expect(left.code).toBe(7);
  expect(bench.cloud.upgrades).toHaveLength(1);
  const id = runIdOf(left.stderr);
  expect(left.stderr).toContain(`engine-upgrader resume ${id}`);
  // It is under way: nothing has gone wrong.
  expect(left.stderr).toContain('\nstill running: the first change is sent');
  expect(left.stderr).not.toContain('error:');
  const status = await bench.call('status', id.slice(0, 6));
  expect(status.stdout).toContain('▸');
  expect(status.stdout).toContain(`engine-upgrader resume ${id}`);
  const resumed = await bench.call('resume', id.slice(0, 6));
  expect(resumed.code).toBe(0);
  expect(bench.cloud.upgrades).toHaveLength(2);
});

test('--timeout stops waiting, and the run goes on with resume', async () => {
  const bench = openBench();
  const left = await bench.call('apply', reference, '--to', '2.0', '--auto-approve', '--timeout', '90s');
  expect(left.code).toBe(7);
  expect((await bench.call('resume', runIdOf(left.stderr))).code).toBe(0);
});

test('an instance that another run has claimed: that run and its resume are printed', async () => {
  const bench = openBench();
  const left = await bench.call('apply', reference, '--to', '2.0', '--auto-approve', '--no-wait');
  const again = await bench.call(
    'apply',
    reference,
    '--to',
    '2.0',
    '--auto-approve',
    '--state',
    'my state.db',
  );
  expect(again.code).not.toBe(0);
  expect(again.stderr).toContain(`engine-upgrader resume ${runIdOf(left.stderr)} --state 'my state.db'`);
});

test('Ctrl-C stops at a safe point and prints the command that resumes', async () => {
  const bench = openBench({ interruptAt: 'making sure' });
  const stopped = await bench.call('apply', reference, '--to', '2.0', '--auto-approve');
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toContain('Stopping at the next safe point');
  expect(stopped.stderr).toContain(`engine-upgrader resume ${runIdOf(stopped.stderr)}`);
  expect(stopped.stderr).toContain('\ninterrupted: ');
});

test('a second Ctrl-C leaves at once, prints the command that resumes, and loses nothing', async () => {
  const bench = openBench({ interruptAt: 'accepted', interruptTwice: true });
  const left = await bench.call('apply', reference, '--to', '2.0', '--auto-approve');
  expect(left.code).toBe(130);
  expect(left.stdout).toBe('');
  expect(left.stderr).toContain(`To go on: engine-upgrader resume ${runIdOf(left.stderr)}`);
});

test('a state file that another process holds in the middle of a run is not waited for without end', async () => {
  const bench = openBench({ heldFrom: 'making sure' });
  const left = await bench.call('apply', reference, '--to', '2.0', '--auto-approve');
  expect(left.code).toBe(1);
  expect(left.stderr).toMatch(
    /error: state file \S+ is held by another process, waited 1 min; run \w+ is unharmed/,
  );
  expect(left.stderr).toContain(`engine-upgrader resume ${runIdOf(left.stderr)}`);
});

test.each(['status', 'resume', 'cancel', 'continue', 'cleanup'])(
  '%s of a run makes no state file, and says where it looked',
  async (command) => {
    const bench = openBench({ noState: true });
    const flags = command === 'cleanup' ? ['--auto-approve'] : [];
    const { code, stderr } = await bench.call(command, 'abcdef', '--state', 'other/state.db', ...flags);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: no run "abcdef": there is no state file other\/state\.db; .*Nothing was changed\n$/,
    );
  },
);

test('what is given twice is upgraded once', async () => {
  const bench = openBench();
  const flags = ['--to', '2.0', '--auto-approve'];
  const { code, stderr } = await bench.call('apply', reference, reference, ...flags);
  expect(code, stderr).toBe(0);
  expect(stderr.match(/^Steps$/gm)).toHaveLength(1);
  expect(bench.cloud.upgrades).toHaveLength(2);
  expect(
    (await bench.call('plan', reference, reference, '--to', '3.0')).stdout.match(/^Steps$/gm),
  ).toHaveLength(1);
});

test('a plan that was used already is refused before anybody is asked', async () => {
  const bench = openBench({ terminal: true, answers: ['yes'], environment: { NO_COLOR: '1' } });
  await bench.call('plan', reference, '--to', '2.0', '--out', 'db.plan.json');
  expect((await bench.call('apply', 'db.plan.json')).code).toBe(0);
  const { code, stderr } = await bench.call('apply', 'db.plan.json');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: plan \w+ was used already, by run \w+; .*\n$/);
});

test('the command that carries a plan out can be copied as it is printed', async () => {
  const { stderr } = await openBench().call('plan', reference, '--to', '2.0', '--out', 'my plans/db.json');
  expect(stderr).toContain("engine-upgrader apply 'my plans/db.json'\n");
});

test('a check of an instance that is where it is to be says that there is nothing to do', async () => {
  const { code, stdout } = await openBench().call('check', reference, '--to', '1.0');
  expect(code).toBe(0);
  expect(stdout).toContain(`${reference}  1.0: nothing to do\n`);
});

test('options before the command: where they belong is said', async () => {
  const { code, stderr } = await openBench().call('-o', 'json', 'status');
  expect(code).toBe(2);
  expect(stderr).toContain('options come after the command, as in engine-upgrader status -o json');
});

test('cancel stops, says what can no longer be undone, and ends as cancelled', async () => {
  const bench = openBench();
  const left = await bench.call('apply', reference, '--to', '2.0', '--auto-approve', '--no-wait');
  const id = runIdOf(left.stderr);
  const cancelled = await bench.call('cancel', id);
  expect(cancelled.stderr).toContain('Can no longer be undone:');
  expect(cancelled.code).toBe(9);
  expect(bench.cloud.upgrades).toHaveLength(1);
  const again = await bench.call('cancel', id);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('over already');
});

test('a plan is written, shown, applied, and refused when it was used, edited or cut short', async () => {
  const bench = openBench();
  const planned = await bench.call('plan', reference, '--to', '3.0', '--out', 'db.plan.json');
  expect(planned.code).toBe(0);
  expect(planned.stdout).toContain('1.0 → 2.0 → 3.0');
  expect(bench.cloud.upgrades).toHaveLength(0);
  const applied = await bench.call('apply', 'db.plan.json', '--auto-approve');
  expect(applied.code).toBe(0);
  const used = await bench.call('apply', 'db.plan.json', '--auto-approve');
  expect(used.code).toBe(2);
  expect(used.stderr).toContain(`used already, by run ${runIdOf(applied.stdout)}`);
  const text = bench.files.get('db.plan.json') ?? '';
  bench.files.set('edited.json', text.replace('"to": "3.0"', '"to": "2.0"'));
  bench.files.set('cut.json', text.slice(0, 200));
  for (const [file, why] of [
    ['edited.json', 'edited'],
    ['cut.json', 'cut short'],
  ] as const) {
    const refused = await bench.call('apply', file, '--auto-approve');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(why);
  }
});

test('a plan takes the family with it, unless it is for this instance only', async () => {
  const bench = openBench();
  const whole = await bench.call('plan', reference, '--to', '2.0');
  expect(whole.stdout).toContain('db-1-replica');
  const alone = await bench.call('plan', reference, '--to', '2.0', '--only-this');
  expect(alone.code).toBe(0);
  expect(alone.stdout).not.toContain('db-1-replica');
});

test('a stale plan changes nothing, ends with 6, and says which field moved', async () => {
  const bench = openBench();
  await bench.call('plan', 'example://ex-north/db-2', '--to', '3.0', '--out', 'db.plan.json');
  bench.cloud.interfere({ id: 'db-2', version: '2.0' });
  const { code, stdout } = await bench.call('apply', 'db.plan.json', '--auto-approve');
  expect(code).toBe(6);
  expect(stdout).toContain('version');
  expect(bench.cloud.upgrades).toHaveLength(0);
});

test('status of several runs is an array for programs, newest first, each with its id', async () => {
  const bench = openBench();
  expect(JSON.parse((await bench.call('status', '-o', 'json')).stdout)).toEqual([]);
  await bench.call('apply', reference, '--to', '2.0', '--auto-approve');
  await bench.call('apply', 'example://ex-north/db-2', '--to', '2.0', '--auto-approve', '--no-wait');
  const runs: { id: string; reference: string; state: string }[] = JSON.parse(
    (await bench.call('status', '-o', 'json')).stdout,
  );
  expect(runs.map((run) => [run.reference, run.state])).toEqual([
    ['example://ex-north/db-2', 'running'],
    [reference, 'ended'],
  ]);
  expect(runs.every((run) => /^[0-9a-f]{32}$/.test(run.id))).toBe(true);
  const lines = (await bench.call('status', '-o', 'ndjson')).stdout.trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(runs.map((run) => run.id));
});

test('reading commands show what there is', async () => {
  const bench = openBench();
  expect((await bench.call('instances')).stdout).toContain(reference);
  const chosen = await bench.call('instances', 'example://ex-north/db-2', '-o', 'json');
  expect((JSON.parse(chosen.stdout) as { url: string }[]).map((one) => one.url)).toEqual([
    'example://ex-north/db-2',
  ]);
  expect((await bench.call('versions', reference)).stdout).toContain('1.0 → 2.0 → 3.0');
  const checked = await bench.call('check', reference, '--to', '2.0');
  expect(checked.stdout).toContain('server-running');
  const policy = await bench.call('policy', 'example', '-o', 'json');
  expect(JSON.parse(policy.stdout)).toMatchObject({
    required: { Version: '1', Statement: [{ Effect: 'Allow', Action: ['example:Upgrade'], Resource: '*' }] },
  });
});

test.each([
  ['unknown command', ['upgrade-all'], 'upgrade-all'],
  ['unknown option', ['plan', reference, '--bogus'], '--bogus'],
  ['missing argument', ['plan'], 'reference'],
  ['unknown scheme', ['plan', 'other://ex-north/db-1', '--to', '2.0'], '"other"'],
  ['malformed id', ['plan', 'example://ex-north/db_1', '--to', '2.0'], 'db_1'],
  ['no such instance', ['plan', 'example://ex-north/none', '--to', '2.0'], 'none'],
  ['version not offered', ['plan', reference, '--to', '9.9'], '9.9'],
  ['no version', ['plan', reference], '--to'],
  [
    'no length of time',
    ['apply', reference, '--to', '2.0', '--auto-approve', '--timeout', '5'],
    '--timeout "5"',
  ],
  ['no such run', ['resume', 'abcdef'], 'abcdef'],
  ['no such provider', ['policy', 'other'], '"other"'],
  ['a plan and a version', ['apply', 'state.db', '--to', '2.0', '--auto-approve'], '--to'],
])('%s: one clear line that names the input, and 2', async (_what, argv, named) => {
  const bench = openBench();
  const { code, stdout, stderr } = await bench.call(...argv);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(named);
  expect(stderr.split('\n').filter((line) => line.startsWith('error: '))).toHaveLength(1);
  expect(bench.cloud.upgrades).toHaveLength(0);
});

test('every command has help with examples', async () => {
  const bench = openBench();
  const commands = [
    'instances',
    'versions',
    'check',
    'plan',
    'apply',
    'status',
    'resume',
    'cancel',
    'simulate',
    'policy',
  ];
  for (const command of commands) {
    const { code, stdout } = await bench.call(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\\n +engine-upgrader ${command}`));
  }
});
