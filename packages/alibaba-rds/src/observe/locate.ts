import type { Sight } from '@engine-upgrader/core';
import type { Read } from './gated-api.ts';
import type { RdsInstance } from './instance.ts';
import { readInstance } from './read-instance.ts';

/** Reads one instance whole, as a sight. */
export async function sightOfInstance(
  read: Read,
  region: string,
  instanceId: string,
): Promise<Sight<RdsInstance>> {
  const answer = await readInstance(read, region, instanceId);
  if (answer.isErr()) return { sight: 'not-looked', error: answer.error.error };
  return answer.value === 'absent' ? { sight: 'absent' } : { sight: 'seen', value: answer.value };
}

/** Looks for an instance region by region; the first region stands for one that has no answer. */
export async function locateInstance(
  read: Read,
  instanceId: string,
  regions: readonly string[],
): Promise<{ readonly region: string; readonly sight: Sight<RdsInstance> }> {
  let missed: { region: string; sight: Sight<RdsInstance> } | undefined;
  for (const region of regions) {
    const sight = await sightOfInstance(read, region, instanceId);
    if (sight.sight === 'seen') return { region, sight };
    if (!missed || sight.sight === 'not-looked') missed = { region, sight };
  }
  return missed ?? { region: '', sight: { sight: 'absent' } };
}
