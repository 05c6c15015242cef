import type { FleetEvent } from '@engine-upgrader/core/fleet';
import type { Output } from '../../io.ts';
import type { Style } from '../../render/style.ts';
import { eventLine } from './event-line.ts';
import type { FleetDisplay } from './fleet-display.ts';

/** A line for each thing that happens, and for each problem when it is new. */
export function fleetLineView(output: Output, style: Style): FleetDisplay {
  let known: ReadonlyMap<string, string> = new Map();
  return {
    event(event) {
      if (isNews(event)) output.write(`${eventLine(event, style)}\n`);
    },
    progress({ problems }) {
      const now = new Map(Object.entries(problems).map(([scope, { message }]) => [scope, message]));
      for (const [scope, message] of now) {
        if (known.get(scope) !== message) output.write(style.yellow(`! ${scope}: ${message}\n`));
      }
      known = now;
    },
    close() {},
  };
}

/** An instance begins with its run; and what was not begun is counted at the end. */
function isNews(event: FleetEvent): boolean {
  if (event.event !== 'instance-changed') return true;
  return event.state === 'running' ? event.runId !== undefined : event.state !== 'not-begun';
}
