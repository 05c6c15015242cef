import { taskMeaning } from '../observe/status.ts';
import { changesAnything, finder, instanceOf, type Precondition, taskOf } from './precondition.ts';

const finding = finder('tasks-settled');

/** No task is between two states; what it will be then is not known. */
export const tasksSettled: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const moving = input.survey.tasks.filter((task) => {
    const meaning = taskMeaning(task.status);
    return meaning === 'starting' || meaning === 'transient';
  });
  if (moving.length === 0) {
    return [finding('passed', instanceOf(input), { message: 'no task is between two states' })];
  }
  return moving.map((task) =>
    finding('warning', taskOf(input, task), {
      message: `is ${task.status}; the upgrade waits until it has come to rest, and takes it as it is then`,
      seen: { status: task.status },
      remedy: 'wait until it has come to rest',
    }),
  );
};
