import { internalError, type Reach, type Sight } from '@engine-upgrader/core';
import type { RdsNeed, RdsResource } from '../provider.ts';
import type { RdsApi } from '../wire/api.ts';
import { gatedReads, type Read } from './gated-api.ts';
import { lookAtHistory } from './look-at-history.ts';
import { lookAtInstances } from './look-at-instances.ts';

type Sights = Readonly<Record<string, Sight<RdsResource>>>;

/** Looks at everything that is needed, region by region side by side. */
export async function look(api: RdsApi, needs: readonly RdsNeed[], reach: Reach): Promise<Sights> {
  const read = gatedReads(api, reach);
  const regions = [...new Set(needs.map((need) => need.region))].sort();
  const parts = await Promise.all(
    regions.map((region) =>
      lookAtRegion(
        read,
        region,
        needs.filter((need) => need.region === region),
        reach,
      ),
    ),
  );
  return Object.fromEntries(parts.flat());
}

async function lookAtRegion(
  read: Read,
  region: string,
  needs: readonly RdsNeed[],
  reach: Reach,
): Promise<[string, Sight<RdsResource>][]> {
  const instances = needs.filter((need) => need.kind === 'instance');
  const histories = needs.filter((need) => need.kind === 'history');
  const [seenInstances, seenHistories] = await Promise.all([
    instances.length === 0
      ? new Map<string, never>()
      : lookAtInstances(read, region, new Set(instances.map((need) => need.instanceId))),
    lookAtHistory(read, region, histories, reach.now()),
  ]);
  return needs.map((need): [string, Sight<RdsResource>] => {
    if (need.kind === 'instance') return [need.key, seenInstances.get(need.instanceId) ?? forgotten(need)];
    const value = seenHistories.get(need.instanceId);
    return [need.key, value ? { sight: 'seen', value } : forgotten(need)];
  });
}

function forgotten(need: RdsNeed): Sight<never> {
  return { sight: 'not-looked', error: internalError('looking', `${need.key} was forgotten`) };
}
