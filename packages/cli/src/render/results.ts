import type { Io } from '../io.ts';
import type { OutputFormat } from '../settings.ts';

/**
 * Writes results to stdout: as one JSON document, as a line of JSON for each, or as text for people.
 *
 * @param results an array is a list, also of one; anything else is a single result
 */
export function writeResults(io: Io, format: OutputFormat, results: unknown, forPeople: () => string): void {
  if (format === 'json') io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else if (format === 'table') io.stdout.write(forPeople());
  else {
    const list: readonly unknown[] = Array.isArray(results) ? results : [results];
    for (const result of list) io.stdout.write(`${JSON.stringify(result)}\n`);
  }
}
