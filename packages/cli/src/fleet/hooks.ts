import type { Milliseconds } from '@engine-upgrader/core';
import { type Hook, type HookName, type Hooks } from '@engine-upgrader/core/fleet';
import { ResultAsync } from 'neverthrow';
import { parseDuration } from '../duration.ts';
import type { Io } from '../io.ts';
import type { HookConfig, HooksConfig } from './config.ts';
import { readHookAnswer } from './hook-answer.ts';
import { runHook } from './hook-process.ts';

/** How long a hook may take whose configuration says nothing. */
const usualTimeout: Milliseconds = 60_000;
/** So that a program that takes too long has been ended when its answer is given up. */
const margin: Milliseconds = 1_000;

/** Makes hooks of commands: each is told what it is about as JSON on its input. */
export function commandHooks(config: HooksConfig, io: Pick<Io, 'clock' | 'environment'>): Hooks {
  const made = Object.entries(config).map(
    ([name, hook]) => [name as HookName, commandHook(hook, io)] as const,
  );
  return Object.fromEntries(made);
}

function commandHook({ command, timeout: text }: HookConfig, io: Pick<Io, 'clock' | 'environment'>): Hook {
  const { clock, environment } = io;
  const timeout = (text === undefined ? undefined : parseDuration(text)) ?? usualTimeout;
  return {
    timeout: timeout + margin,
    call: (about) =>
      ResultAsync.fromSafePromise(
        runHook({ command, timeout, environment, input: `${JSON.stringify(about)}\n` }, clock),
      ).andThen(readHookAnswer),
  };
}

/** The first hook whose program is not there, as `NAME: PROGRAM`. Pure but for looking for files. */
export function missingProgram(
  config: HooksConfig,
  { environment, fileExists }: Pick<Io, 'environment' | 'fileExists'>,
): string | undefined {
  for (const [name, { command }] of Object.entries(config)) {
    const [program = ''] = command;
    const folders = program.includes('/')
      ? ['']
      : (environment['PATH'] ?? '').split(':').map((folder) => `${folder}/`);
    const found = program !== '' && folders.some((folder) => fileExists(`${folder}${program}`));
    if (!found)
      return `hook ${name}: "${program}" is no program that is here; right is the path of one, or a name in PATH`;
  }
  return undefined;
}
