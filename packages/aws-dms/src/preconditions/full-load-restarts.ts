import {
  changesAnything,
  finder,
  instanceOf,
  type Precondition,
  taskOf,
  unreadable,
} from './precondition.ts';

const finding = finder('full-load-restarts');

/** Tables that are in full load when their task is stopped start again from the beginning (UG). */
export const fullLoadRestarts: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const { survey } = input;
  const found = survey.loads.flatMap(({ taskArn, sight }) => {
    const task = survey.tasks.find((candidate) => candidate.arn === taskArn);
    if (!task) return [];
    const member = taskOf(input, task);
    if (sight.sight !== 'seen') return [unreadable(finding, member, 'dms:DescribeTableStatistics', sight)];
    const { loading } = sight.value;
    if (loading.length === 0) return [];
    const names = loading.slice(0, 5).join(', ') + (loading.length > 5 ? ' …' : '');
    return [
      finding('warning', member, {
        message: `${loading.length} tables in full load would start again: ${names}`,
        seen: { tablesLoading: loading.length },
        remedy: 'wait until the full load is over, or accept that these tables are loaded again',
      }),
    ];
  });
  if (found.length > 0) return found;
  return [finding('passed', instanceOf(input), { message: 'no table is in full load' })];
};
