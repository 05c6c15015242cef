import type { RdsFleet } from './fleet.ts';
import { rdsRegions } from './regions.ts';

/**
 * Throws an Error that names what is wrong with a fleet: an instance without an id, one that is there twice,
 * an unknown region, a primary that is not in the fleet or, for a read-only instance, in another region.
 */
export function checkRdsFleet(fleet: RdsFleet): void {
  if (!Array.isArray(fleet.instances)) throw new Error('The RDS fleet has no list "instances"');
  const regions = new Map<string, string>();
  for (const { id, region } of fleet.instances) {
    if (typeof id !== 'string' || id === '') throw new Error('An RDS instance of the fleet has no "id"');
    if (!Object.hasOwn(rdsRegions, region)) throw new Error(`${id}: unknown region ${region}`);
    if (regions.has(id)) throw new Error(`${id}: there are two instances of this id`);
    regions.set(id, region);
  }
  for (const { id, region, primary, type } of fleet.instances) {
    if (primary === undefined) continue;
    const home = regions.get(primary);
    if (home === undefined) throw new Error(`${id}: its primary ${primary} is not in the fleet`);
    if (type !== 'Guard' && home !== region) {
      throw new Error(`${id}: a read-only instance is in its primary's region, ${home}`);
    }
  }
}
