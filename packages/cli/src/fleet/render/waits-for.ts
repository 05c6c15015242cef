import type { FleetProgress, WaveProgress } from '@engine-upgrader/core/fleet';
import { instant } from '../../render/time.ts';

type Standing = Pick<FleetProgress, 'state' | 'hold' | 'counts' | 'waves' | 'nextLookAt'>;

/** What a fleet run as a whole waits for; `undefined` where instances are under way, or a person has held it. Pure. */
export function waitsFor({ state, hold, counts, waves, nextLookAt }: Standing): string | undefined {
  const underWay = (counts.preparing ?? 0) + (counts.running ?? 0) + (counts.finishing ?? 0);
  if (state !== 'running' || hold || underWay > 0) return undefined;
  const wave = waves.find((one) => one.state !== 'over');
  return wave && nextLookAt > 0 ? whyOf(wave, instant(nextLookAt)) : undefined;
}

function whyOf({ name, state }: WaveProgress, nextLook: string): string {
  switch (state) {
    case 'preparing':
      return `waits for the hook before wave "${name}"`;
    case 'finishing':
      return `waits for the hook after wave "${name}"`;
    case 'baking':
      return `wave "${name}" bakes until ${nextLook}`;
    case 'waiting':
    case 'running':
    case 'over':
      return `wave "${name}" waits for the calendar to open; next look at ${nextLook}`;
  }
}
