import type { Io } from './io.ts';

/** Asks a question on stderr that is answered with yes or no; the end of the input is a no. */
export async function ask(io: Io, question: string): Promise<boolean> {
  for (;;) {
    io.stderr.write(`${question} [yes/no] `);
    const answer = await io.readLine();
    if (answer === undefined) {
      io.stderr.write('\n');
      return false;
    }
    const word = answer.trim().toLowerCase();
    if (word === 'yes' || word === 'y') return true;
    if (word === 'no' || word === 'n') return false;
    io.stderr.write('Please answer yes or no.\n');
  }
}
