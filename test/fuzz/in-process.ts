import type { Io, Output } from '@engine-upgrader/cli';
import { seededRandom } from '@engine-upgrader/cloud-simulator';
import { type Clock, invalidInput, type Store } from '@engine-upgrader/core';
import { errAsync, okAsync } from 'neverthrow';
import { providers } from '../../packages/cli/src/providers.ts';
import { randomnessFrom } from '../ports.ts';
import { hastyClock } from './hasty-clock.ts';

/** What a command line wrote. */
export interface Written {
  stdout: string;
  stderr: string;
}

let processes = 0;

/** The outside world of a command line in this process: files in memory, both real drivers, nobody at the keyboard. */
export function inProcessIo(
  written: Written,
  files: Map<string, string>,
  store: Store,
  environment: Readonly<Record<string, string>>,
  clock: Clock = hastyClock(),
): Io {
  processes += 1;
  const output = (name: keyof Written): Output => ({
    isTerminal: false,
    write: (text) => {
      written[name] += text;
    },
  });
  return {
    stdout: output('stdout'),
    stderr: output('stderr'),
    inputIsTerminal: false,
    readLine: async () => undefined,
    environment: { NO_COLOR: '1', ...environment },
    homeFolder: '/home/dba',
    clock,
    randomness: randomnessFrom(seededRandom(processes)),
    fileExists: (path) => files.has(path) || path.endsWith('state.db'),
    readFile: (path) => {
      const text = files.get(path);
      return text === undefined ? errAsync(invalidInput('file', `${path} cannot be read`)) : okAsync(text);
    },
    writeFile: (path, text) => okAsync(void files.set(path, text)),
    temporaryFolder: async () => ({ path: '/nowhere', remove: async () => undefined }),
    openStore: () => okAsync({ ...store, close: () => okAsync(undefined) }),
    onInterrupt: () => () => undefined,
    runChild: async () => 0,
    providers,
  };
}
