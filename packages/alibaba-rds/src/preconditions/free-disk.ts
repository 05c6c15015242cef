import { changingMembers, finder, type Precondition, unreadable, upgradePage } from './precondition.ts';

const name = 'free-disk';
const finding = finder(name);
const gibibyte = 2 ** 30;
/** Recommended (MV). */
const leastFree = 10;

/** At least 10 GB of the disk are free (MV recommends it; DescribeResourceUsage). */
export const freeDisk: Precondition = (input) =>
  changingMembers(input).map(({ url, seen, evidence }) => {
    const { usage } = evidence;
    if (usage?.sight !== 'seen') return unreadable(name, url, 'DescribeResourceUsage', usage);
    const used = Math.round((usage.value.diskUsedBytes / gibibyte) * 10) / 10;
    const size = seen.storageGibibytes;
    if (size === undefined) {
      return finding('unknown', url, {
        message: 'the size of its disk is not known',
        seen: { usedGigabytes: used },
      });
    }
    const free = Math.round((size - used) * 10) / 10;
    const facts = { storageGigabytes: size, usedGigabytes: used, freeGigabytes: free };
    if (free >= leastFree)
      return finding('passed', url, { message: `${free} GB of ${size} GB are free`, seen: facts });
    const message = `only ${free} GB of ${size} GB are free`;
    const remedy = `free disk space, or enlarge the storage, until ${leastFree} GB are free`;
    return finding(free <= 0 ? 'failed' : 'warning', url, {
      message,
      seen: facts,
      remedy,
      link: upgradePage,
    });
  });
