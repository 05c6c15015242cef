import type { Sight } from '@engine-upgrader/core';
import type { Read } from './gated-api.ts';
import { listInstances } from './listing-instances.ts';
import type { ReplicationInstance } from './resources.ts';

/** Sights of instances, by identifier. */
export type InstanceSights = ReadonlyMap<string, Sight<ReplicationInstance>>;

/**
 * Looks at a region's instances in the fewest calls: one is asked for by name; several come from the listing, which
 * stops as soon as it has them. One that a complete listing lacks costs one direct look before it is absent.
 */
export async function lookAtInstances(
  read: Read,
  region: string,
  wanted: ReadonlySet<string>,
): Promise<InstanceSights> {
  const [first] = wanted;
  if (wanted.size === 1 && first !== undefined)
    return new Map([[first, await lookAtInstance(read, region, first)]]);
  const sights = await fromListing(read, region, wanted);
  for (const [instanceId, sight] of sights) {
    if (sight.sight === 'absent') sights.set(instanceId, await lookDirectly(read, region, instanceId));
  }
  return sights;
}

/** A direct look; one that finds nothing asks the listing too. */
export async function lookAtInstance(
  read: Read,
  region: string,
  instanceId: string,
): Promise<Sight<ReplicationInstance>> {
  const direct = await lookDirectly(read, region, instanceId);
  if (direct.sight !== 'absent') return direct;
  const listed = await fromListing(read, region, new Set([instanceId]));
  return listed.get(instanceId) ?? direct;
}

async function fromListing(
  read: Read,
  region: string,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Sight<ReplicationInstance>>> {
  const sights = new Map<string, Sight<ReplicationInstance>>();
  const missing = new Set(wanted);
  const rest = (sight: Sight<never>) => {
    for (const instanceId of missing) sights.set(instanceId, sight);
    return sights;
  };
  for await (const page of listInstances(read, region)) {
    if (page.isErr()) return rest({ sight: 'not-looked', error: page.error.error });
    for (const value of page.value) {
      if (missing.delete(value.instanceId)) sights.set(value.instanceId, { sight: 'seen', value });
    }
    if (missing.size === 0) return sights;
  }
  return rest({ sight: 'absent' });
}

async function lookDirectly(
  read: Read,
  region: string,
  instanceId: string,
): Promise<Sight<ReplicationInstance>> {
  const filter = { Name: 'replication-instance-id', Values: [instanceId] };
  for await (const page of listInstances(read, region, filter)) {
    if (page.isErr()) return { sight: 'not-looked', error: page.error.error };
    const value = page.value.find((candidate) => candidate.instanceId === instanceId);
    if (value) return { sight: 'seen', value };
  }
  return { sight: 'absent' };
}
