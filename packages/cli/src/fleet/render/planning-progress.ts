import type { PlannedSoFar } from '@engine-upgrader/core/fleet';
import type { Output } from '../../io.ts';

/** Fewer than these are planned before anybody asks how far it is. */
const worthTelling = 50;

/**
 * Shows how far planning is: on a terminal in one line that is taken away at the end, elsewhere a line for each
 * tenth of many instances.
 */
export function showPlanning(output: Output): (planned: PlannedSoFar) => void {
  let tenths = 0;
  return ({ done, of }) => {
    const text = `planned ${done.toLocaleString('en')} of ${of.toLocaleString('en')}`;
    if (output.isTerminal) {
      output.write(done < of ? `\r\u{1b}[K${text}` : '\r\u{1b}[K');
      return;
    }
    const reached = Math.floor((done / of) * 10);
    if (of < worthTelling || reached === tenths) return;
    tenths = reached;
    output.write(`${text}\n`);
  };
}
