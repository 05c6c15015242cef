/** Measures side by side: in turns, so that a machine that slows down slows all of them down. */
import { spawn } from 'node:child_process';

/** Milliseconds from start to end of a program; rejects where it fails. */
function timed([program, ...argv]) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(performance.now() - began);
      else reject(new Error(`${[program, ...argv].join(' ')} ended with ${code}: ${said}`));
    });
  });
}

/** The value in the middle. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Runs every command so many times, in turns. @returns the medians of their milliseconds, by name */
export async function measureInTurns(commands, runs) {
  const measured = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (const command of Object.values(commands)) await timed(command);
  for (let run = 0; run < runs; run += 1) {
    for (const [name, command] of Object.entries(commands)) measured[name].push(await timed(command));
  }
  return Object.fromEntries(Object.entries(measured).map(([name, times]) => [name, median(times)]));
}
