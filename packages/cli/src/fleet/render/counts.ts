import type { InstanceState } from '@engine-upgrader/core/fleet';
import type { Style } from '../../render/style.ts';
import { stateInWords } from './instance-mark.ts';

/** Instances by state. */
export type Counts = Readonly<Partial<Record<InstanceState, number>>>;

/** What is wrong first, then what is under way, then what waits, then what is done. */
const order: readonly InstanceState[] = [
  'failed',
  'needs-operator',
  'cancelled',
  'vetoed',
  'not-begun',
  'preparing',
  'running',
  'finishing',
  'waiting',
  'succeeded',
];

/** How many there are of each state, in one line: `2 failed, 10 running, 988 waiting`. */
export function countsLine(counts: Counts, style: Style): string {
  const parts = order.flatMap((state) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [painted(state, `${count} ${stateInWords(state)}`, style)];
  });
  return parts.join(', ') || 'none';
}

function painted(state: InstanceState, text: string, style: Style): string {
  if (state === 'failed') return style.red(text);
  if (state === 'succeeded') return style.green(text);
  return state === 'waiting' ? style.dim(text) : state === 'running' ? style.cyan(text) : style.yellow(text);
}
