import { createAwsDmsDriver } from '@engine-upgrader/aws-dms';
import { type Io, main } from '@engine-upgrader/cli';
import {
  createCloud,
  type DmsFleet,
  defaultFleet,
  seededRandom,
  simulatedClock,
} from '@engine-upgrader/cloud-simulator';
import { createMemoryStore, invalidInput } from '@engine-upgrader/core';
import { errAsync, okAsync } from 'neverthrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { providers } from '../packages/cli/src/providers.ts';
import { simulatedDmsApi } from './dms-api.ts';
import { randomnessFrom } from './ports.ts';

const orders = 'aws-dms://us-east-1/orders';
const sideBySide = ['--to', '3.6.1', '--strategy', 'side-by-side'];

/** The command line on the default fleet, in one process and on simulated time. */
function openBench(answers: string[] = [], change: (fleet: DmsFleet) => void = () => {}) {
  const clock = simulatedClock();
  const random = seededRandom(5);
  const { dms = { regions: {} } } = defaultFleet();
  change(dms);
  const cloud = createCloud({ clock, random, fleet: { dms } });
  const store = createMemoryStore();
  const written = { stdout: '', stderr: '' };
  const entries = providers
    .filter(({ id }) => id === 'aws-dms')
    .map((entry) => ({
      ...entry,
      driver: async () =>
        createAwsDmsDriver({ api: simulatedDmsApi(cloud, 'test'), regions: ['us-east-1'], environment: {} }),
    }));
  const io: Io = {
    stdout: { isTerminal: false, write: (text) => void (written.stdout += text) },
    stderr: { isTerminal: false, write: (text) => void (written.stderr += text) },
    inputIsTerminal: answers.length > 0,
    readLine: async () => answers.shift(),
    environment: { NO_COLOR: '1' },
    homeFolder: '/home/dba',
    clock,
    randomness: randomnessFrom(random.fork('command line')),
    fileExists: (path) => path.endsWith('state.db'),
    readFile: (path) => errAsync(invalidInput('file', `${path} cannot be read`)),
    writeFile: () => okAsync(undefined),
    temporaryFolder: async () => ({ path: '/tmp/none', remove: async () => undefined }),
    openStore: () => okAsync({ ...store, close: () => okAsync(undefined) }),
    onInterrupt: () => () => undefined,
    runChild: async () => 0,
    providers: entries,
  };
  const call = async (...argv: string[]) => {
    written.stdout = '';
    written.stderr = '';
    const code = await clock.run(() => main(argv, io));
    return { code, ...written };
  };
  return { cloud, call };
}

// Commands are loaded when they are first needed, and simulated time does not wait for a disk.
beforeAll(async () => {
  const names = [
    'apply',
    'cancel',
    'cleanup',
    'continue',
    'instances',
    'plan',
    'resume',
    'status',
    'versions',
  ];
  await Promise.all(names.map((name) => import(`../packages/cli/src/commands/${name}.ts`)));
});

const runIdOf = (text: string): string => /run ([0-9a-f]{32})/.exec(text)?.[1] ?? '';

describe('the command line, side by side', () => {
  it('pauses after the canary, goes on after continue only, and cleans up once it is asked to', async () => {
    const { call, cloud } = openBench();
    const applied = await call('apply', orders, ...sideBySide, '--auto-approve', '--accept', 'all');
    const id = runIdOf(applied.stderr);
    expect(applied.code).toBe(7);
    expect(applied.stderr).toContain(`go on with: engine-upgrader continue ${id}`);
    expect((await call('status', id)).stdout).toContain(`to go on: engine-upgrader continue ${id}`);
    expect((await call('resume', id)).code).toBe(7);
    expect((await call('cleanup', id, '--auto-approve')).stderr).toContain('is not over yet');
    const continued = await call('continue', id);
    expect(continued.code).toBe(0);
    expect(continued.stdout).toContain('instance orders → orders-3-6-1');
    expect(continued.stdout).toContain('event subscriptions orders-alerts');
    expect((await call('continue', id)).stderr).toContain('is not paused');
    const cleaned = await call('cleanup', id, '--auto-approve');
    expect(cleaned).toMatchObject({ code: 0, stdout: expect.stringContaining(`${orders}: gone, proved`) });
    expect(cloud.dms.truth.instance('orders')).toBeUndefined();
  });

  it('asks before it deletes, and deletes the new instance where no task was moved', async () => {
    const { call, cloud } = openBench(['yes', 'no', 'yes']);
    cloud.dms.inject.failMove('orders-cdc', 'always');
    const applied = await call('apply', orders, ...sideBySide);
    expect(applied.code).toBe(1);
    expect(applied.stdout).toContain('aws dms create-replication-task');
    expect(applied.stdout).toContain('orders-3-6-1 was made by this run, has no task and costs money');
    const id = runIdOf(applied.stderr);
    const asked = await call('cleanup', id);
    expect(asked.stderr).toContain('Delete aws-dms://us-east-1/orders-3-6-1 for good?');
    expect(asked.stderr).toContain('Nothing was changed.');
    expect(cloud.dms.truth.instance('orders-3-6-1')).toBeDefined();
    expect((await call('cleanup', id)).code).toBe(0);
    expect(cloud.dms.truth.instance('orders-3-6-1')).toBeUndefined();
    expect(cloud.dms.truth.instance('orders')).toBeDefined();
  });

  it('cancelled in its pause leaves each task moved or where it was, and as it was', async () => {
    const { call, cloud } = openBench();
    const applied = await call('apply', orders, ...sideBySide, '--auto-approve', '--accept', 'all');
    const cancelled = await call('cancel', runIdOf(applied.stderr));
    expect(cancelled.code).toBe(9);
    const statusOf = (name: string) => cloud.dms.truth.task(name)?.Status;
    expect(['orders-cdc', 'orders-loaded', 'orders-paused', 'orders-new'].map(statusOf)).toEqual([
      'running',
      'stopped',
      'stopped',
      'ready',
    ]);
    const id = runIdOf(applied.stderr);
    const refused = await call('cleanup', id, '--auto-approve');
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('nothing can be deleted');
  });

  it('shows how long each task would pause by either strategy, and which one is advised', async () => {
    const { call } = openBench();
    const { stdout } = await call('plan', orders, '--to', '3.6.1', '--tolerated-pause', '10m');
    expect(stdout).toContain('advised: --strategy side-by-side; a running task pauses for about 14 minutes');
    expect(stdout).toMatch(/PAUSE +IN PLACE +SIDE BY SIDE\n +orders-cdc +14 min +8 min\n/);
  });

  it('tries a move as often as it is told to', async () => {
    const { call, cloud } = openBench();
    cloud.dms.inject.failMove('orders-cdc', 'always');
    const words = ['--move-attempts', '5', '--auto-approve', '--accept', 'all'];
    expect((await call('apply', orders, ...sideBySide, ...words)).code).toBe(1);
    const moves = cloud.journal.entries.filter(
      ({ kind, action }) => kind === 'call' && action === 'MoveReplicationTask',
    );
    expect(moves).toHaveLength(5);
  });

  it('shows announced maintenance with the versions and the instances', async () => {
    const { call } = openBench([], (fleet) => {
      const [instance] = fleet.regions['us-east-1']?.instances ?? [];
      if (instance) instance.maintenance = [{ action: 'os-upgrade' }];
    });
    expect((await call('versions', orders)).stdout).toMatch(/3\.6\.1 .*os-upgrade is announced/);
    expect((await call('instances', 'aws-dms')).stdout).toMatch(/orders .*os-upgrade/);
  });

  it.each([
    [['--strategy', 'blue-green'], '--strategy "blue-green" cannot be'],
    [['--strategy', 'side-by-side', '--canary', '9'], 'larger than the list of 4'],
    [['--strategy', 'side-by-side', '--tasks', 'orders-cdc,unknown'], 'has no task "unknown"'],
    [['--strategy', 'side-by-side', '--target', 'orders'], 'the old instance itself'],
    [['--strategy', 'side-by-side', '--pause-after-canary', 'maybe'], 'right is yes, no'],
    [
      ['--strategy', 'side-by-side', '--move-attempts', '0'],
      '--move-attempts "0" cannot be; right is 1 to 10',
    ],
    [
      ['--strategy', 'side-by-side', '--move-attempts', '11'],
      '--move-attempts "11" cannot be; right is 1 to 10',
    ],
    [['--move-attempts', '2'], 'moveAttempts is for the strategy side-by-side'],
    [
      ['--tolerated-pause', 'soon'],
      '--tolerated-pause "soon" cannot be; right is a length of time such as 10m',
    ],
    [['--tasks', 'running'], 'tasks is for the strategy side-by-side'],
  ])('refuses %j in one line', async (words, line) => {
    const { call } = openBench();
    const { code, stderr } = await call('plan', orders, '--to', '3.6.1', ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('the command line, in place', () => {
  it('ends with 8 where it needs an operator, says what to do, and goes on without another approval', async () => {
    const { call, cloud } = openBench();
    cloud.dms.inject.stickUpgrade('orders');
    const applied = await call('apply', orders, '--to', '3.6.1', '--auto-approve', '--accept', 'all');
    const id = runIdOf(applied.stderr);
    expect(applied.code, applied.stderr).toBe(8);
    expect(applied.stdout).toMatch(/^! needs an operator/);
    expect(applied.stdout).toContain('to do: ');
    expect(applied.stderr).toContain(`Once it is mended, go on with: engine-upgrader resume ${id}`);
    expect((await call('status')).stdout).toMatch(new RegExp(`${id} .* needs-operator .*upgrade orders`));
    cloud.dms.inject.release('orders');
    const resumed = await call('resume', id);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stdout).toMatch(/^✔ succeeded/);
  });
});
