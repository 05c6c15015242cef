import type { Clock, Randomness, Store, StoreError, UpgradeError } from '@engine-upgrader/core';
import type { ResultAsync } from 'neverthrow';
import type { ProviderEntry } from './providers/provider-entry.ts';

/** Names and values of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where text goes. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Its width, where it is a terminal. */
  readonly columns?: number | undefined;
  /** Its height, where it is a terminal. */
  readonly rows?: number | undefined;
}

/** Another program to run: never through a shell. */
export interface ChildCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: Environment;
}

/** Everything of the outside world that the command line uses. */
export interface Io {
  /** Results. */
  readonly stdout: Output;
  /** Progress and questions. */
  readonly stderr: Output;
  readonly inputIsTerminal: boolean;
  /** Reads one line of the input; `undefined` at its end. */
  readLine(): Promise<string | undefined>;
  readonly environment: Environment;
  readonly homeFolder: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  fileExists(path: string): boolean;
  readFile(path: string): ResultAsync<string, UpgradeError>;
  /** Writes a file that its owner alone can read. */
  writeFile(path: string, text: string): ResultAsync<void, UpgradeError>;
  /** Makes a new, empty folder; `remove` takes it away with what is in it. */
  temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }>;
  openStore(path: string): ResultAsync<Store, StoreError>;
  /** Calls back at each Ctrl-C. Returns what ends that. */
  onInterrupt(listener: () => void): () => void;
  /** Runs a program with this one's input and output. @returns its exit code */
  runChild(command: ChildCommand): Promise<number>;
  readonly providers: readonly ProviderEntry[];
}
