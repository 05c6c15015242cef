import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sideBySide } from '../packages/cli/src/side-by-side.ts';
import { type EndedProcess, type KillingClouds, openKillingClouds, runIdOf } from './killing-clouds.ts';
import { checkout } from './simulated-shell.ts';
import { endOfTwelveTasks, fleetOfTwelveTasks, twelveTasks, whereTasksAre } from './twelve-tasks.ts';

/** The program as it is installed, in processes of its own. `pnpm test` builds it first. */
const program = join(checkout, 'packages/cli/bin/engine-upgrader.js');
const moveAll = `--strategy side-by-side --parallel-tasks 3 --canary 0 --order ${twelveTasks.join(',')}`;
const apply =
  `apply aws-dms://us-east-1/main --to 3.6.1 ${moveAll} --auto-approve --accept all -o json`.split(' ');
/** One table of the full load lasts longer than the upgrade: that task is always found running. */
const durations = { dms: { loadTable: 365 * 24 * 3_600_000 } };

interface Result {
  readonly outcome: {
    readonly result: string;
    readonly error: { readonly message: string };
    readonly members: readonly Member[];
    readonly todo: readonly string[];
  };
}

interface Member {
  readonly reference: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** What the outcome says of each task, in the words of the expectation. */
function reported({ stdout }: Pick<EndedProcess, 'stdout'>): Readonly<Record<string, string>> {
  const { outcome } = JSON.parse(stdout) as Result;
  return Object.fromEntries(
    outcome.members.flatMap(({ reference, after }) => {
      const name = /\/main\/(t\d+)$/.exec(reference)?.[1];
      return name === undefined ? [] : [[name, `${String(after['status'])} on ${String(after['instance'])}`]];
    }),
  );
}

/** How often each thing was done that must be done once: an instance created, a task that ran stopped, moved, started. */
function doneTwice({ cloud }: KillingClouds): readonly string[] {
  const once = ['CreateReplicationInstance', 'task-stopping', 'task-moved'];
  const done = cloud.journal.entries
    .filter(
      ({ kind, action, detail }) => once.includes(action) && (kind === 'effect' || detail['code'] === 'OK'),
    )
    .map(({ action, resource }) => `${action} ${resource}`);
  return done.filter((each, index) => done.indexOf(each) !== index);
}

const speed = 6_000;
// A killed process leaves its lease, which lasts three of these.
const environment = {
  ENGINE_UPGRADER_SETTLE: '30ms',
  ENGINE_UPGRADER_POLL_INTERVAL: '15ms',
  ENGINE_UPGRADER_CALL_TIMEOUT: '600ms',
};
const open = () =>
  openKillingClouds({ fleet: { dms: fleetOfTwelveTasks() }, durations, seed: 11, speed, environment });

describe('twelve tasks side by side, three at a time, through the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twelve-tasks-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('in `engine-upgrader simulate`: the outcome is right for each task', async () => {
    const fleet = join(folder, 'fleet.json');
    writeFileSync(fleet, JSON.stringify({ dms: fleetOfTwelveTasks() }));
    const simulate = ['simulate', '--fleet', fleet, '--speed', '3000', '--', process.execPath, program];
    const ended = await output([...simulate, ...apply]);
    expect(ended.code, ended.stderr).toBe(1);
    const { t03, ...others } = reported(ended);
    const { t03: _t03, ...expected } = endOfTwelveTasks;
    expect(others).toEqual(expected);
    // Its full load may be over by then, which is an end of its own.
    expect(t03).toMatch(/^(?:running|stopped) on main-3-6-1$/);
    const { outcome } = JSON.parse(ended.stdout) as Result;
    expect(outcome.result).toBe('failed');
    expect(outcome.error.message).toMatch(/t11 could not be moved to main-3-6-1: .*checkpoint:/);
    expect(outcome.todo.join('\n')).toMatch(
      /aws dms create-replication-task .*--cdc-start-position 'checkpoint:/,
    );
    for (const { before } of outcome.members.filter((member) => member.reference.includes('/main/'))) {
      expect(before).toMatchObject({ instance: 'main', status: expect.any(String) });
    }
  });

  it('the same after `kill -9` before and after each mutating call', { timeout: 300_000 }, async () => {
    const whole = await open();
    const { mutations } = await whole.run(apply);
    await whole.close();
    expect(mutations.length).toBeGreaterThan(20);
    const calls = mutations.map((_action, index) => index + 1);
    const ends = await sideBySide(calls, 4, killedAround);
    for (const { at, ...end } of ends) {
      expect(end, `killed around call ${at}`).toEqual({
        signals: ['SIGKILL', 'SIGKILL', null],
        code: 1,
        reported: endOfTwelveTasks,
        real: endOfTwelveTasks,
        doneTwice: [],
      });
    }
  });
});

/** One process dies before its so-manieth call reaches the cloud, a second one once that call took effect; a third ends it. */
async function killedAround(call: number) {
  const clouds = await open();
  const first = await clouds.run(apply, { call, moment: 'before' });
  const resume = ['resume', runIdOf(first), '-o', 'json'];
  const second = await clouds.run(resume, { call: 1, moment: 'after' });
  const last = await clouds.run(resume);
  await clouds.close();
  return {
    at: `${call}, ${first.mutations.at(-1)} and then ${second.mutations.at(-1)}`,
    signals: [first.signal, second.signal, last.signal],
    code: last.code,
    reported: reported(last),
    real: whereTasksAre(clouds.cloud),
    doneTwice: doneTwice(clouds),
  };
}

async function output(argv: readonly string[]): Promise<Pick<EndedProcess, 'code' | 'stdout' | 'stderr'>> {
  const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...written })));
}
