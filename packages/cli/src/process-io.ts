import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interface } from 'node:readline';
import {
  invalidInput,
  type StoreError,
  systemClock,
  systemRandomness,
  type UpgradeError,
} from '@engine-upgrader/core';
import { err, ok, type Result, ResultAsync } from 'neverthrow';
import { exitCode } from './exit-code.ts';
import type { ChildCommand, Io, Output } from './io.ts';
import { providers } from './providers.ts';

/** The process's own input, output, files, time and chance: the one place that reaches them. */
export function processIo(): Io {
  const lines = lineReader();
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    // Not before it is asked for: it opens the input.
    get inputIsTerminal() {
      return process.stdin.isTTY;
    },
    readLine: lines,
    environment: process.env,
    homeFolder: homeFolder(),
    clock: systemClock(),
    randomness: systemRandomness(),
    fileExists: existsSync,
    readFile: (path) => settled(fileText(path)),
    writeFile: (path, text) => settled(writeText(path, text)),
    async temporaryFolder() {
      const { mkdtemp, rm } = await import('node:fs/promises');
      const path = await mkdtemp(join(tmpdir(), 'engine-upgrader-'));
      return { path, remove: () => rm(path, { recursive: true, force: true }) };
    },
    openStore: (path) =>
      ResultAsync.fromPromise(import('@engine-upgrader/core/sqlite'), cannotLoadStore).andThen(
        ({ openSqliteStore }) => openSqliteStore(path),
      ),
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
    runChild,
    providers,
  };
}

/** Empty where the user has none, as in a container with a user id of its own. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

function outputOf(stream: NodeJS.WriteStream): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has gone, such as `head`, is no fault; results that a full disk cut short are one.
    if (error.code !== 'EPIPE' && stream === process.stdout) failAtTheEnd(error);
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
}

/** Nothing may take results that are not complete for complete ones. */
function failAtTheEnd({ message }: Error): void {
  process.once('exit', (code) => {
    process.stderr.write(`error: the results could not be written in full: ${message}\n`);
    process.exitCode = code || exitCode.failed;
  });
}

/** Reads lines as they are asked for. */
function lineReader(): () => Promise<string | undefined> {
  let open: { input: Interface; lines: AsyncIterator<string> } | undefined;
  return async () => {
    if (!open) {
      const { createInterface } = await import('node:readline');
      const input = createInterface({ input: process.stdin, terminal: false });
      open = { input, lines: input[Symbol.asyncIterator]() };
    }
    // Where the question before was answered, the input was let go.
    process.stdin.ref?.();
    const line = await open.lines.next();
    // An input that is left open would keep the process from ending.
    process.stdin.unref?.();
    return line.done ? undefined : line.value;
  };
}

function fileText(path: string): Result<string, UpgradeError> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (thrown) {
    return err(invalidInput('file', `${path} cannot be read: ${reasonOf(thrown)}`));
  }
}

function writeText(path: string, text: string): Result<void, UpgradeError> {
  try {
    return ok(writeFileSync(path, text, { mode: 0o600 }));
  } catch (thrown) {
    return err(invalidInput('file', `${path} cannot be written: ${reasonOf(thrown)}`));
  }
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function settled<T>(result: Result<T, UpgradeError>): ResultAsync<T, UpgradeError> {
  return new ResultAsync(Promise.resolve(result));
}

function cannotLoadStore(thrown: unknown): StoreError {
  return { kind: 'store', cause: 'failed', message: `the store could not be loaded: ${reasonOf(thrown)}` };
}

/** As a shell reports a program that a signal ended, that cannot be found, or that cannot be run. */
const signalled = 128;
const cannotRun = 126;
const notFound = 127;

function runChild({ file, arguments: args, environment }: ChildCommand): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env: environment, stdio: 'inherit' });
    const terminate = (): void => void child.kill('SIGTERM');
    process.on('SIGTERM', terminate);
    child.once('error', (error: NodeJS.ErrnoException) => {
      process.stderr.write(`error: ${file} cannot be run: ${error.message}\n`);
      resolve(error.code === 'ENOENT' ? notFound : cannotRun);
    });
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', terminate);
      resolve(code ?? signalled + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
