import type { Sight } from '@engine-upgrader/core';
import type { Quota } from '../observe/survey.ts';

/** What a second instance of this storage has no room for; nothing where there is room, or none is known. */
export function shortfall(quotas: Sight<readonly Quota[]>, storage: number): string | undefined {
  if (quotas.sight !== 'seen') return undefined;
  const lacks = (name: string, more: number, what: string): string[] => {
    const quota = quotas.value.find((each) => each.name === name);
    if (!quota || quota.used + more <= quota.max) return [];
    return [`${quota.used} of ${quota.max} ${what} are used`];
  };
  const lacking = [
    ...lacks('ReplicationInstances', 1, 'replication instances'),
    ...lacks('AllocatedStorage', storage, 'gigabytes of storage'),
  ];
  return lacking.length === 0 ? undefined : lacking.join(' and ');
}
