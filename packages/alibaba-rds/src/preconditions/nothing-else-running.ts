import type { Finding } from '@engine-upgrader/core';
import { changingMembers, finder, type Precondition, type SeenMember, unreadable } from './precondition.ts';

const name = 'nothing-else-running';
const finding = finder(name);

/** Nothing else runs on a member, or is planned for it (MV; DescribeHistoryTasks, DescribeActiveOperationTasks). */
export const nothingElseRunning: Precondition = (input) => changingMembers(input).map(judge);

function judge({ url, evidence }: SeenMember): Finding {
  const { running, maintenance } = evidence;
  if (running?.sight === 'seen' && running.value.length > 0) {
    const tasks = running.value.join('; ');
    const remedy = 'wait until it has ended, or cancel it';
    return finding('failed', url, {
      message: `something else runs on it: ${tasks}`,
      seen: { tasks },
      remedy,
    });
  }
  if (maintenance?.sight === 'seen' && maintenance.value.length > 0) {
    const planned = maintenance.value
      .map(({ type, startsAt }) => (startsAt === undefined ? type : `${type} at ${startsAt}`))
      .join('; ');
    const message = `the cloud has planned maintenance for it: ${planned}`;
    const remedy = 'let the maintenance happen first, or see that the two do not meet';
    return finding('warning', url, { message, seen: { planned }, remedy });
  }
  if (running?.sight !== 'seen') return unreadable(name, url, 'DescribeHistoryTasks', running);
  if (maintenance?.sight !== 'seen')
    return unreadable(name, url, 'DescribeActiveOperationTasks', maintenance);
  return finding('passed', url, { message: 'nothing else runs on it or is planned', seen: { tasks: 0 } });
}
