import type { FleetEvent, FleetProgress } from '@engine-upgrader/core/fleet';
import type { Io } from '../../io.ts';
import type { Style } from '../../render/style.ts';
import { fleetLineView } from './line-view.ts';
import { fleetLiveView } from './live-view.ts';

/** Shows a fleet run while it is under way. */
export interface FleetDisplay {
  event(event: FleetEvent): void;
  progress(progress: FleetProgress): void;
  /** Leaves what was shown last. */
  close(): void;
}

/** On a terminal a table that is redrawn in place; otherwise a line for each thing that happens. */
export function openFleetDisplay({ stderr, environment, clock }: Io, style: Style): FleetDisplay {
  const canRedraw = stderr.isTerminal && environment['TERM'] !== 'dumb';
  return canRedraw ? fleetLiveView(stderr, clock, style) : fleetLineView(stderr, style);
}
