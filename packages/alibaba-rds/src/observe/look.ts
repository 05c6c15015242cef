import { internalError, type Reach, type Sight } from '@engine-upgrader/core';
import type { RdsNeed, RdsResource } from '../provider.ts';
import type { RdsApi } from '../wire/api.ts';
import { gatedReads, type Read } from './gated-api.ts';
import { lookAtHistory } from './look-at-history.ts';
import { lookAtInstances } from './look-at-instances.ts';
import type { InstanceParser } from './remembering-parser.ts';
import { statusMeaning } from './status.ts';

type Sights = Readonly<Record<string, Sight<RdsResource>>>;

/** Looks at everything that is needed, region by region side by side. */
export async function look(
  api: RdsApi,
  needs: readonly RdsNeed[],
  reach: Reach,
  parse?: InstanceParser,
): Promise<Sights> {
  const read = gatedReads(api, reach);
  const regions = [...new Set(needs.map((need) => need.region))].sort();
  const parts = await Promise.all(
    regions.map((region) =>
      lookAtRegion(
        read,
        region,
        needs.filter((need) => need.region === region),
        reach,
        parse,
      ),
    ),
  );
  const sights: Record<string, Sight<RdsResource>> = {};
  for (const part of parts) for (const [key, sight] of part) sights[key] = sight;
  return sights;
}

async function lookAtRegion(
  read: Read,
  region: string,
  needs: readonly RdsNeed[],
  reach: Reach,
  parse: InstanceParser | undefined,
): Promise<[string, Sight<RdsResource>][]> {
  const instances = needs.filter((need) => need.kind === 'instance');
  const histories = needs.filter((need) => need.kind === 'history');
  const seenInstances =
    instances.length === 0
      ? new Map<string, Sight<RdsResource>>()
      : await lookAtInstances(read, region, new Set(instances.map((need) => need.instanceId)), parse);
  const idle = histories.filter((need) => isIdleOn(seenInstances.get(need.instanceId), need.idleOn));
  const seenHistories = await lookAtHistory(read, region, idle, reach.now());
  return needs.map((need): [string, Sight<RdsResource>] => {
    const own = seenInstances.get(need.instanceId);
    if (need.kind === 'instance') return [need.key, own ?? forgotten(need)];
    if (own?.sight === 'not-looked') return [need.key, own];
    return [need.key, seenHistories.get(need.instanceId) ?? notAsked];
  });
}

const notAsked: Sight<RdsResource> = { sight: 'seen', value: { kind: 'history', tasks: 'not-asked' } };

/** What was not looked at by itself may be idle. */
function isIdleOn(sight: Sight<RdsResource> | undefined, version: string): boolean {
  if (!sight) return true;
  if (sight.sight !== 'seen' || sight.value.kind !== 'instance') return false;
  const { status, engineVersion } = sight.value;
  return statusMeaning(status) === 'running' && engineVersion === version;
}

function forgotten(need: RdsNeed): Sight<never> {
  return { sight: 'not-looked', error: internalError('looking', `${need.key} was forgotten`) };
}
