import type { Clock, Provider, UpgradeProgress } from '@engine-upgrader/core';
import { durationInWords } from '../duration.ts';
import type { Output } from '../io.ts';
import { fit } from './fit.ts';
import type { Display } from './display.ts';
import { progressLines, type ShownRun, summaryLine } from './progress.ts';
import type { Style } from './style.ts';

interface Shown {
  readonly run: ShownRun;
  readonly progress: UpgradeProgress<Provider>;
}

const escape = '\u001b[';

/** A view that is redrawn in place, once a second and at each change. */
export function liveView(output: Output, clock: Clock, style: Style): Display {
  const shown = new Map<string, Shown>();
  const startedAt = clock.now();
  const ticking = new AbortController();
  let drawn = 0;

  const draw = (): void => {
    const runs = [...shown.values()];
    const footer = style.dim(footerOf(runs, startedAt, clock.now()));
    const room = (output.rows || 24) - 2;
    const fitted = [...linesFor(runs, room, style), footer].map((line) => fit(line, output.columns || 100));
    const up = drawn > 0 ? `${escape}${drawn}A` : '';
    output.write(`${up}${fitted.map((line) => `${escape}2K${line}\n`).join('')}${escape}0J`);
    drawn = fitted.length;
  };

  const tick = async (): Promise<void> => {
    while (!ticking.signal.aborted) {
      await clock.sleep(1_000, ticking.signal);
      if (!ticking.signal.aborted && shown.size > 0) draw();
    }
  };
  void tick();

  return {
    update(run, progress) {
      shown.set(run.runId, { run, progress });
      draw();
    },
    close() {
      ticking.abort();
    },
  };
}

/** What has room: all steps, or else the runs alone, or else as many of them as fit. */
function linesFor(runs: readonly Shown[], room: number, style: Style): readonly string[] {
  const each = runs.map(({ run, progress }) => progressLines(run, progress, style));
  const all = each.flat();
  if (all.length <= room) return all;
  const running = runs.filter(({ progress }) => progress.state === 'running');
  const heads = running.map(({ run, progress }) => summaryLine(run, progress, style));
  const over = runs.length - running.length;
  const hidden = Math.max(0, heads.length - (room - 2));
  const more = hidden > 0 ? [style.dim(`… and ${hidden} more`)] : [];
  return [...heads.slice(0, heads.length - hidden), ...more, style.dim(`${over} of ${runs.length} are over`)];
}

function footerOf(shown: readonly Shown[], startedAt: number, now: number): string {
  const looks = shown
    .filter(({ progress }) => progress.state === 'running')
    .map(({ progress }) => progress.nextLookAt);
  const next =
    looks.length === 0 ? '' : `, next look in ${durationInWords(Math.max(0, Math.min(...looks) - now))}`;
  return `  ${durationInWords(now - startedAt)} so far${next}; Ctrl-C stops waiting, and the upgrade can be resumed`;
}
