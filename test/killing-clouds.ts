import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Cloud,
  type CloudCall,
  type CloudOptions,
  createCloud,
  realClock,
  seededRandom,
  serveCloud,
} from '@engine-upgrader/cloud-simulator';
import { simulatedEnvironment } from '../packages/cli/src/simulation/environment.ts';
import { checkout } from './simulated-shell.ts';

/** Where a process dies: around its so-manieth mutating call, counted from 1. */
export interface Death {
  readonly call: number;
  /** `before`: the call never reaches the cloud. `after`: it takes effect, and nobody learns of it. */
  readonly moment: 'before' | 'after';
}

/** How a process ended. */
export interface EndedProcess {
  /** `null` where it was killed. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Its mutating calls, in order: those that reached the cloud, and the one at which it died. */
  readonly mutations: readonly string[];
}

/** Simulated clouds over HTTP, and an empty state file, for real processes of the command line. */
export interface KillingClouds {
  readonly cloud: Cloud;
  /** Runs `engine-upgrader` to its end, or to its death by `kill -9`. One at a time: calls are counted for each. */
  run(argv: readonly string[], death?: Death): Promise<EndedProcess>;
  close(): Promise<void>;
}

/** What the clouds are like. */
export interface KillingOptions extends Pick<CloudOptions, 'fleet' | 'durations' | 'switches'> {
  readonly seed: number;
  /** Simulated seconds in a real one. */
  readonly speed: number;
  /** Environment variables in place of those that `engine-upgrader simulate` would set. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Opens both simulated clouds on loopback, as `engine-upgrader simulate` does, but in this process, so that what is
 * true is at hand, and so that a client can be killed with SIGKILL at an exact point: the process is dead before its
 * call reaches the cloud, or after the call took effect and before its answer leaves. Then `run` again with `resume`:
 * the state file stays for as long as the clouds do.
 *
 * @example
 * ```ts
 * const clouds = await openKillingClouds({ fleet, seed: 1, speed: 3_000 });
 * const argv = ['apply', 'aws-dms://us-east-1/main', '--to', '3.6.1', '--auto-approve', '--accept', 'all'];
 * const killed = await clouds.run(argv, { call: 3, moment: 'after' });
 * const ended = await clouds.run(['resume', runIdOf(killed)]);
 * await clouds.close();
 * ```
 */
export async function openKillingClouds(options: KillingOptions): Promise<KillingClouds> {
  const { seed, speed, environment = {}, ...given } = options;
  const folder = mkdtempSync(join(tmpdir(), 'killing-clouds-'));
  const cloud = createCloud({ ...given, clock: realClock({ speed }), random: seededRandom(seed) });
  let client: Client | undefined;
  const server = await serveCloud({
    ...cloud,
    get journal() {
      return cloud.journal;
    },
    async call(call) {
      if (client === undefined || !isMutating(call)) return cloud.call(call);
      const { child, death, mutations } = client;
      mutations.push(call.action);
      if (mutations.length !== death?.call) return cloud.call(call);
      if (death.moment === 'after') await cloud.call(call);
      await kill(child);
      return { kind: 'lost', reason: 'reset' };
    },
  });
  const endpoints = { ...server.endpoints, aws: server.dmsEndpoint, journal: '' };
  const { set, unset } = simulatedEnvironment({ endpoints, speed, folder }, process.env);
  const kept = Object.entries(process.env).filter(([name]) => !unset.includes(name));
  const env = { ...Object.fromEntries(kept), ...set, NO_COLOR: '1', ...environment };
  return {
    cloud,
    async run(argv, death) {
      const child = spawn(process.execPath, [program, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      client = { child, death, mutations: [] };
      const { mutations } = client;
      const written = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => resolve({ code, signal, ...written, mutations }));
      });
    },
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The program as it is installed. */
const program = join(checkout, 'packages/cli/bin/engine-upgrader.js');

interface Client {
  readonly child: ChildProcess;
  readonly death: Death | undefined;
  readonly mutations: string[];
}

function isMutating({ action }: CloudCall): boolean {
  return !/^(?:Describe|List)/.test(action);
}

/** Ends a process with no chance to do anything more; resolves when it is gone. */
async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}

/** The run that a process has begun, by what it printed. */
export function runIdOf({ stderr }: Pick<EndedProcess, 'stderr'>): string {
  return /run ([0-9a-f]{32})/.exec(stderr)?.[1] ?? '';
}
