import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Cloud,
  createCloud,
  type Permission,
  realClock,
  seededRandom,
  serveCloud,
} from '@engine-upgrader/cloud-simulator';
import { simulatedEnvironment } from '../../packages/cli/src/simulation/environment.ts';
import { checkout } from '../simulated-shell.ts';
import { indiscreetTexts, marked, withSecrets } from './marks.ts';

/** What a process wrote, and its exit code. */
export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** Clouds that are as indiscreet as can be, and processes of the command line with marked logins. */
export interface MarkedClouds {
  readonly cloud: Cloud;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Refuses calls of these actions from now on, each with an indiscreet text: at once so often, then no more. */
  refuse(action: string, code: string, times?: number): void;
  run(...argv: string[]): Promise<Ended>;
  /** Everything that lies in the folder, as text. */
  files(): readonly { readonly name: string; readonly text: string }[];
  close(): Promise<void>;
}

/** Opens such clouds. Which logins are good, the servers check. */
export async function openMarkedClouds(): Promise<MarkedClouds> {
  const folder = mkdtempSync(join(tmpdir(), 'marked-clouds-'));
  const speed = 2_000;
  const refusals = new Map<string, { code: string; left: number }>();
  let told = 0;
  const indiscreet = (): string => indiscreetTexts[(told += 1) % indiscreetTexts.length] ?? '';
  const allow = ({ action }: { action: string }): Permission => {
    const refusal = refusals.get(action);
    if (!refusal || refusal.left <= 0) return true;
    refusal.left -= 1;
    return { code: refusal.code, message: indiscreet(), status: 400 };
  };
  const cloud = createCloud({ clock: realClock({ speed }), random: seededRandom(9), allow });
  const { alibaba, aws } = marked;
  const server = await serveCloud(
    {
      ...cloud,
      get journal() {
        return cloud.journal;
      },
      async call(call) {
        const answer = await cloud.call(call);
        if (answer.kind !== 'response' || answer.status !== 200) return answer;
        return { ...answer, body: withSecrets(answer.body, indiscreet()) };
      },
    },
    {
      authentication: {
        rds: { credentials: { [alibaba.id]: { secret: alibaba.secret, sessionToken: alibaba.token } } },
        dms: { credentials: { [aws.id]: { secret: aws.secret, sessionToken: aws.token } } },
      },
    },
  );
  const endpoints = { ...server.endpoints, aws: server.dmsEndpoint, journal: '' };
  const { set, unset } = simulatedEnvironment({ endpoints, speed, folder }, process.env);
  const kept = Object.entries(process.env).filter(([name]) => !unset.includes(name));
  const environment = {
    ...Object.fromEntries(kept),
    ...set,
    NO_COLOR: '1',
    ALIBABA_CLOUD_ACCESS_KEY_ID: alibaba.id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: alibaba.secret,
    ALIBABA_CLOUD_SECURITY_TOKEN: alibaba.token,
    AWS_ACCESS_KEY_ID: aws.id,
    AWS_SECRET_ACCESS_KEY: aws.secret,
    AWS_SESSION_TOKEN: aws.token,
  };
  return {
    cloud,
    folder,
    environment,
    refuse: (action, code, times = Infinity) => void refusals.set(action, { code, left: times }),
    run: (...argv) => run(argv, environment, folder),
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => ({ name, text: readFileSync(join(parentPath, name), 'latin1') })),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const program = join(checkout, 'packages/cli/bin/engine-upgrader.js');

/** Runs the command line to its end. */
export function run(argv: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...argv], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });
}
