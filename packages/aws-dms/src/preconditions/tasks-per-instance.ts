import { finder, instanceOf, isSideBySide, type Precondition, unreadable } from './precondition.ts';

const finding = finder('tasks-per-instance');
const link = 'https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Limits.html';
/** UG, quotas: tasks for each replication instance. No call tells it. */
const most = 200;

/** The instance that tasks are moved to has room for them. */
export const tasksPerInstance: Precondition = (input) => {
  if (!isSideBySide(input)) return [];
  const member = instanceOf(input);
  const moved = input.draft.steps.filter((step) => step.input.kind === 'move-task').length;
  const there = input.survey.besides?.tasksOnTarget ?? { sight: 'seen', value: 0 };
  if (there.sight !== 'seen') return [unreadable(finding, member, 'dms:DescribeReplicationTasks', there)];
  const seen = { moved, there: there.value, most };
  if (moved + there.value <= most) {
    return [finding('passed', member, { message: `the target has room for ${moved} tasks`, seen, link })];
  }
  const message = `the target has ${there.value} tasks, and ${moved} more would be over ${most}`;
  const remedy = 'move fewer with tasks, or to another target; where AWS has granted more tasks, in place';
  return [finding('failed', member, { message, seen, remedy, link })];
};
