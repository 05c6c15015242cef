import { taskMeaning } from '../observe/status.ts';
import { changesAnything, finder, instanceOf, type Precondition, taskOf } from './precondition.ts';

const finding = finder('failed-tasks');

/** Tasks that had failed are named: they stay as they are. */
export const failedTasks: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const failed = input.survey.tasks.filter((task) => taskMeaning(task.status) === 'failed');
  if (failed.length === 0) return [finding('passed', instanceOf(input), { message: 'no task has failed' })];
  return failed.map((task) =>
    finding('warning', taskOf(input, task), {
      message: `has failed and stays as it is: ${task.lastFailure ?? task.stopReason ?? 'no reason given'}`,
      seen: {
        status: task.status,
        ...(task.checkpoint === undefined ? {} : { checkpoint: task.checkpoint }),
      },
      remedy: 'mend and resume it first, if it should go on',
    }),
  );
};
