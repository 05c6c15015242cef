import type { FleetProgress } from '@engine-upgrader/core/fleet';
import type { Session } from '../session.ts';
import type { FleetSinks } from './open-fleet.ts';
import { type FleetDisplay, openFleetDisplay } from './render/fleet-display.ts';

/** Where a fleet run is shown: to people on stderr, and with `-o ndjson` as events on stdout. */
export interface Stage {
  readonly sinks: FleetSinks;
  readonly progress: (progress: FleetProgress) => void;
  readonly close: () => void;
}

/** Opens the stage of a fleet run. */
export function openStage({ io, settings, styleOfProgress }: Session): Stage {
  const display: FleetDisplay = openFleetDisplay(io, styleOfProgress);
  const writes = settings.output === 'ndjson';
  const write = (event: object): void => io.stdout.write(`${JSON.stringify(event)}\n`);
  return {
    sinks: {
      events: (event) => {
        if (writes) write(event);
        display.event(event);
      },
      ...(writes ? { upgradeEvents: write } : {}),
    },
    progress: (progress) => display.progress(progress),
    close: () => display.close(),
  };
}
