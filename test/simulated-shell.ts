import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const checkout: string = fileURLToPath(new URL('..', import.meta.url));
const program = join(checkout, 'packages/cli/bin/engine-upgrader.js');

/** How a process ended; both streams together as they came, and stdout alone. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly stdout: string;
}

/** A process that can be listened to and killed. */
export interface Started {
  readonly ended: Promise<Ended>;
  /** Resolves when it has written the text, or has ended. */
  says(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** A folder of its own and simulated clouds; what is started in it reaches nothing else. */
export interface SimulatedShell {
  /** Where the commands run: `examples` and `engine-upgrader` are there as a reader has them. */
  readonly folder: string;
  start(file: string, argv: readonly string[]): Started;
  /** The members whose upgrade the cloud accepted, each with its version, by its own record: `rm-orders 5.6`. */
  upgraded(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts `engine-upgrader simulate`, and makes its environment that of the commands. */
export async function openSimulatedShell(...options: readonly string[]): Promise<SimulatedShell> {
  const folder = mkdtempSync(join(tmpdir(), 'simulated-shell-'));
  symlinkSync(join(checkout, 'examples'), join(folder, 'examples'));
  const command = join(folder, 'engine-upgrader');
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(command, 0o755);

  const clouds = spawn(process.execPath, [program, 'simulate', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<void>((resolve) => clouds.once('close', () => resolve()));
  const firstLine = await new Promise<string>((resolve) => {
    let text = '';
    clouds.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) resolve(text);
    });
  });
  const { environment, unset, endpoints }: Printed = JSON.parse(firstLine);
  const kept = Object.entries(process.env).filter(([name]) => !unset.includes(name));
  const path = [folder, dirname(process.execPath), process.env['PATH']].join(':');
  const env = { ...Object.fromEntries(kept), ...environment, PATH: path, NO_COLOR: '1' };

  return {
    folder,
    start: (file, argv) => start(file, argv, folder, env),
    async upgraded() {
      const entries = (await (await fetch(endpoints.journal)).json()) as JournalEntry[];
      return entries
        .filter(({ kind, action }) => kind === 'effect' && action === 'UpgradeAccepted')
        .map(({ resource, detail }) => `${resource} ${String(detail['to'])}`);
    },
    async close() {
      clouds.kill('SIGINT');
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Printed {
  readonly environment: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  readonly endpoints: { readonly journal: string };
}

interface JournalEntry {
  readonly kind: string;
  readonly action: string;
  readonly resource: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

function start(file: string, argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Started {
  const child = spawn(file, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let stdout = '';
  const listeners = new Set<() => void>();
  const hear = (text: string): void => {
    output += text;
    for (const listener of listeners) listener();
  };
  child.stderr.setEncoding('utf8').on('data', hear);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    hear(text);
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => resolve({ code, output, stdout })),
  );
  const heard = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const listen = (): void => {
        if (output.includes(text)) resolve();
      };
      listeners.add(listen);
      listen();
    });
  return {
    ended,
    says: (text) => Promise.race([heard(text), ended.then(() => undefined)]),
    kill: (signal) => void child.kill(signal),
  };
}
