import type { Clock } from '@engine-upgrader/core';
import type { Output } from '../io.ts';
import type { Display } from './display.ts';
import { type ShownRun, stepLine } from './progress.ts';
import type { Style } from './style.ts';
import { timeOfDay } from './time.ts';

/** A line for each change, and none for what is as before. */
export function lineView(output: Output, clock: Clock, style: Style): Display {
  const shown = new Map<string, string>();
  const write = (run: ShownRun, key: string, text: string): void => {
    // How many reads of a proof are in is no news of its own.
    const line = text.replace(/making sure: \d+ of (\d+) reads.*/, 'making sure with $1 reads in a row');
    if (shown.get(`${run.runId} ${key}`) === line) return;
    shown.set(`${run.runId} ${key}`, line);
    output.write(`${style.dim(timeOfDay(clock.now()))} ${line}\n`);
  };
  return {
    update(run, progress) {
      write(run, 'run', `${run.reference}  ${run.from} → ${run.to}  run ${run.runId}`);
      for (const step of progress.steps) {
        if (step.state !== 'pending') write(run, `step ${step.id}`, stepLine(step, style));
      }
      if (progress.problem) write(run, 'problem', style.yellow(`! ${progress.problem.message}`));
    },
    close() {},
  };
}
