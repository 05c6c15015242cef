import type { Io } from './io.ts';
import { runProgram } from './program/program.ts';

/**
 * The command line. Everything of the outside world comes in with `io`.
 *
 * @param argv the arguments, without the program's own name
 * @returns the exit code
 */
export function main(argv: readonly string[], io: Io): Promise<number> {
  return runProgram(argv, io);
}
