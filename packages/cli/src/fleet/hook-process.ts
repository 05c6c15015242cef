import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock, Milliseconds } from '@engine-upgrader/core';
import type { Environment } from '../io.ts';
import type { HookEnd } from './hook-answer.ts';

/** What is to be run for a hook. */
export interface HookProgram {
  readonly command: readonly string[];
  readonly input: string;
  readonly timeout: Milliseconds;
  readonly environment: Environment;
}

/** Runs the program of a hook. Never rejects. */
export type RunHook = (program: HookProgram, clock: Clock) => Promise<HookEnd>;

/** No answer is longer. */
const mostOutput = 65_536;

/** Runs a program in a process group of its own: Ctrl-C is not for it, and all of it is ended when it takes too long. */
export const runHook: RunHook = async ({ command, input, timeout, environment }, clock) => {
  const [file = '', ...rest] = command;
  const over = new AbortController();
  const written = { stdout: '', stderr: '' };
  let late = false;
  const ended = new Promise<Pick<HookEnd, 'code' | 'signal' | 'fault'>>((resolve) => {
    const child = spawn(file, rest, { env: environment, stdio: 'pipe', detached: true });
    child.once('error', (thrown) => resolve({ fault: thrown.message }));
    child.once('close', (code, signal) => resolve(signal === null ? { code: code ?? 1 } : { signal }));
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        written[name] = (written[name] + text).slice(0, mostOutput);
      });
    }
    // A program that reads nothing is no fault.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const endWhenLate = async (): Promise<void> => {
      await clock.sleep(timeout, over.signal);
      if (over.signal.aborted) return;
      late = true;
      // Its streams close when all of it has ended: then the answer comes.
      endGroup(child);
    };
    void endWhenLate();
  });
  const how = await ended;
  over.abort();
  return { ...how, ...written, late };
};

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
