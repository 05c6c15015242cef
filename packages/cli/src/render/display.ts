import type { Provider, UpgradeProgress } from '@engine-upgrader/core';
import type { Io } from '../io.ts';
import { lineView } from './line-view.ts';
import { liveView } from './live-view.ts';
import type { ShownRun } from './progress.ts';
import type { Style } from './style.ts';

/** Shows runs while they are under way. */
export interface Display {
  update(run: ShownRun, progress: UpgradeProgress<Provider>): void;
  /** Takes the display away, or leaves it as it last was. */
  close(): void;
}

/** On a terminal a view that is redrawn in place; otherwise a line for each change. */
export function openDisplay(io: Io, style: Style): Display {
  const { stderr, environment, clock } = io;
  const canRedraw = stderr.isTerminal && environment['TERM'] !== 'dumb';
  return canRedraw ? liveView(stderr, clock, style) : lineView(stderr, clock, style);
}
