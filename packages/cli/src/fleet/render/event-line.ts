import type { FleetEvent } from '@engine-upgrader/core/fleet';
import type { Style } from '../../render/style.ts';
import { timeOfDay } from '../../render/time.ts';
import { instanceMark, reasonLine, stateInWords } from './instance-mark.ts';

/** What happened to a fleet run, in one line. */
export function eventLine(event: FleetEvent, style: Style): string {
  return `${style.dim(timeOfDay(event.at))} ${textOf(event, style)}`;
}

function textOf(event: FleetEvent, style: Style): string {
  switch (event.event) {
    case 'fleet-started':
      return `${event.fleet}: ${event.instances} instances, fleet run ${event.fleetRunId}`;
    case 'wave-changed':
      return style.bold(`wave "${event.wave}": ${stateInWords(event.state)}`);
    case 'instance-changed': {
      const { state, key, runId } = event;
      const why = reasonLine(event, style);
      // A run is named when it begins; its id is on stdout at the end.
      const run = runId !== undefined && state === 'running' ? style.dim(`  run ${runId}`) : '';
      return `${instanceMark(state, style)} ${key}  ${stateInWords(state)}${run}${why}`;
    }
    case 'fleet-held':
      return style.yellow(`${event.hold}: ${event.reason}`);
    case 'fleet-released':
      return 'goes on';
    case 'fleet-ended':
      return style.bold(`the fleet run ${event.state === 'ended' ? 'has ended' : 'has stopped'}`);
  }
}
