import { changingMembers, finder, type Precondition, unreadable, upgradePage } from './precondition.ts';

const name = 'tde-off';
const finding = finder(name);

/** Transparent data encryption is off (MV, for local disks; UE: InvalidTDEstatus). */
export const tdeOff: Precondition = (input) =>
  changingMembers(input).map(({ url, seen, evidence }) => {
    const { tde } = evidence;
    if (tde?.sight !== 'seen') return unreadable(name, url, 'DescribeDBInstanceTDE', tde);
    const facts = { tde: tde.value.enabled, storageType: seen.storageType ?? 'unknown' };
    if (!tde.value.enabled) return finding('passed', url, { message: 'TDE is off', seen: facts });
    const local = !/essd/i.test(seen.storageType ?? '');
    return finding(local ? 'failed' : 'warning', url, {
      message: 'TDE is on, and cannot be turned off again',
      seen: facts,
      remedy: 'move the data to an instance without TDE',
      link: upgradePage,
    });
  });
