import type { Sight } from '@engine-upgrader/core';
import { type Read, type ReadFailure } from './gated-api.ts';
import type { RdsInstance } from './instance.ts';
import { readPage } from './list-page.ts';
import { listRegion } from './listing.ts';
import { isNotFound, readInstance } from './read-instance.ts';
import type { InstanceParser } from './remembering-parser.ts';

/** Sights of instances, by id. */
export type InstanceSights = ReadonlyMap<string, Sight<RdsInstance>>;

/**
 * Looks at a region's instances in the fewest calls: one is read directly; several come from the listing, which
 * stops as soon as it has them, and gives way to direct looks where fewer are missing than pages are left. One
 * that a complete listing lacks costs one direct look before it is absent.
 */
export async function lookAtInstances(
  read: Read,
  region: string,
  wanted: ReadonlySet<string>,
  parse?: InstanceParser,
): Promise<InstanceSights> {
  const [first] = wanted;
  if (wanted.size === 1 && first !== undefined)
    return new Map([[first, await lookAtOne(read, region, first)]]);
  const sights = new Map<string, Sight<RdsInstance>>();
  const missing = new Set(wanted);
  let complete = false;
  for await (const answer of listRegion(read, region, parse)) {
    if (answer.isErr()) {
      for (const instanceId of missing) sights.set(instanceId, notLooked(answer.error));
      return sights;
    }
    for (const instance of answer.value.instances) {
      if (missing.delete(instance.instanceId)) sights.set(instance.instanceId, seen(instance));
    }
    for (const { instanceId, failure } of answer.value.unreadable) {
      if (missing.delete(instanceId)) sights.set(instanceId, notLooked(failure));
    }
    complete = answer.value.remaining === 0;
    if (missing.size <= answer.value.remaining) break;
  }
  for (const instanceId of missing) {
    sights.set(
      instanceId,
      complete ? await lookDirectly(read, region, instanceId) : await lookAtOne(read, region, instanceId),
    );
  }
  return sights;
}

/** A direct look; one that finds nothing asks the listing too. */
async function lookAtOne(read: Read, region: string, instanceId: string): Promise<Sight<RdsInstance>> {
  const direct = await lookDirectly(read, region, instanceId);
  if (direct.sight !== 'absent') return direct;
  const listed = await readPage(read, region, 1, instanceId);
  if (listed.isErr()) return isNotFound(listed.error) ? { sight: 'absent' } : notLooked(listed.error);
  const instance = listed.value.instances.find((candidate) => candidate.instanceId === instanceId);
  return instance ? seen(instance) : { sight: 'absent' };
}

async function lookDirectly(read: Read, region: string, instanceId: string): Promise<Sight<RdsInstance>> {
  const answer = await readInstance(read, region, instanceId);
  if (answer.isErr()) return notLooked(answer.error);
  return answer.value === 'absent' ? { sight: 'absent' } : seen(answer.value);
}

function seen(value: RdsInstance): Sight<RdsInstance> {
  return { sight: 'seen', value };
}

function notLooked(failure: ReadFailure): Sight<never> {
  return { sight: 'not-looked', error: failure.error };
}
