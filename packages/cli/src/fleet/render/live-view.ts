import type { Clock } from '@engine-upgrader/core';
import type { FleetProgress } from '@engine-upgrader/core/fleet';
import { durationInWords } from '../../duration.ts';
import type { Output } from '../../io.ts';
import { fit } from '../../render/fit.ts';
import type { Style } from '../../render/style.ts';
import type { FleetDisplay } from './fleet-display.ts';
import { progressLines, timeLeft } from './progress-lines.ts';

const escape = '\u001b[';
/** How often the table is drawn at most. */
const interval = 1_000;

/** A table that is redrawn in place, at most once a second: it never has more lines than the terminal. */
export function fleetLiveView(output: Output, clock: Clock, style: Style): FleetDisplay {
  const startedAt = clock.now();
  const ticking = new AbortController();
  let shown: FleetProgress | undefined;
  let drawn = 0;

  const draw = (): void => {
    if (!shown) return;
    const room = Math.max(4, (output.rows || 24) - 2);
    const lines = [
      ...progressLines(shown, room, style).slice(0, room),
      style.dim(footer(shown, startedAt, clock.now())),
    ];
    const fitted = lines.map((line) => fit(line, output.columns || 100));
    const up = drawn > 0 ? `${escape}${drawn}A` : '';
    output.write(`${up}${fitted.map((line) => `${escape}2K${line}\n`).join('')}${escape}0J`);
    drawn = fitted.length;
  };

  const tick = async (): Promise<void> => {
    while (!ticking.signal.aborted) {
      await clock.sleep(interval, ticking.signal);
      if (!ticking.signal.aborted) draw();
    }
  };
  void tick();

  return {
    event() {},
    progress(progress) {
      const first = shown === undefined;
      shown = progress;
      if (first) draw();
    },
    close() {
      ticking.abort();
      draw();
    },
  };
}

function footer(progress: FleetProgress, startedAt: number, now: number): string {
  const next = progress.state === 'running' ? `${timeLeft(progress)}; Ctrl-C stops at a safe point` : '';
  return `  ${durationInWords(now - startedAt)} so far${next}`;
}
