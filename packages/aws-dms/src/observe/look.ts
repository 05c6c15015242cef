import { internalError, type Reach, type Sight } from '@engine-upgrader/core';
import type { DmsNeed, DmsResource } from '../provider.ts';
import type { DmsApi } from '../wire/api.ts';
import { gatedReads, type Read } from './gated-api.ts';
import { lookAtConnections, lookAtTags } from './look-at-connections.ts';
import { lookAtInstances } from './look-at-instances.ts';
import { lookAtTasks } from './look-at-tasks.ts';

type Sights = Readonly<Record<string, Sight<DmsResource>>>;

/** Looks at everything that is needed, region by region side by side. */
export async function look(api: DmsApi, needs: readonly DmsNeed[], reach: Reach): Promise<Sights> {
  const read = gatedReads(api, reach);
  const regions = [...new Set(needs.map((need) => need.region))].sort();
  const parts = await Promise.all(
    regions.map((region) =>
      lookAtRegion(
        read,
        region,
        needs.filter((need) => need.region === region),
      ),
    ),
  );
  return Object.fromEntries(parts.flat());
}

async function lookAtRegion(
  read: Read,
  region: string,
  needs: readonly DmsNeed[],
): Promise<[string, Sight<DmsResource>][]> {
  const instances = needs.flatMap((need) => (need.kind === 'instance' ? [need] : []));
  const tasks = needs.flatMap((need) => (need.kind === 'task' || need.kind === 'tasks' ? [need] : []));
  const connections = needs.flatMap((need) => (need.kind === 'connection' ? [need] : []));
  const tags = needs.flatMap((need) => (need.kind === 'tags' ? [need] : []));
  const [seenInstances, seenTasks, seenConnections, seenTags] = await Promise.all([
    instances.length === 0
      ? new Map<string, Sight<DmsResource>>()
      : lookAtInstances(read, region, new Set(instances.map((need) => need.instanceId))),
    tasks.length === 0 ? new Map<string, Sight<DmsResource>>() : lookAtTasks(read, region, tasks),
    lookAtConnections(read, region, connections),
    lookAtTags(read, region, tags),
  ]);
  const others = new Map<string, Sight<DmsResource>>([...seenTasks, ...seenConnections, ...seenTags]);
  return needs.map((need) => {
    const sight = need.kind === 'instance' ? seenInstances.get(need.instanceId) : others.get(need.key);
    return [
      need.key,
      sight ?? { sight: 'not-looked', error: internalError('looking', `${need.key} was forgotten`) },
    ];
  });
}
