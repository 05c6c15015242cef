import { finder, instanceOf, isSideBySide, type Precondition, taskOf } from './precondition.ts';

const finding = finder('tasks-movable');

/** Tasks that DMS does not move as they are: one that is being assessed, moved or deleted; one that never ran, perhaps. */
export const tasksMovable: Precondition = (input) => {
  if (!isSideBySide(input)) return [];
  const moved = input.draft.steps.flatMap(({ input: told }) =>
    told.kind === 'move-task' ? [told.taskArn] : [],
  );
  const found = input.survey.tasks
    .filter((task) => moved.includes(task.arn))
    .flatMap((task) => {
      const seen = { status: task.status };
      if (['testing', 'moving', 'deleting'].includes(task.status)) {
        const message = `is ${task.status}: DMS does not move it now`;
        return [finding('failed', taskOf(input, task), { message, seen, remedy: 'wait until it is over' })];
      }
      if (task.status !== 'ready') return [];
      const message = 'never ran; where DMS refuses to move it, it stays where it is and is named';
      return [finding('passed', taskOf(input, task), { message, seen })];
    });
  if (found.length > 0) return found;
  return [finding('passed', instanceOf(input), { message: `${moved.length} tasks can be moved` })];
};
