import { planTag } from '../steps/plan-tag.ts';
import { finder, instanceOf, type Precondition, unreadable } from './precondition.ts';

const noTasks = finder('no-tasks-left');
const made = finder('made-by-plan');

/** An instance is deleted only without tasks. */
export const noTasksLeft: Precondition = (input) => {
  if (input.request.options?.strategy !== 'cleanup') return [];
  const member = instanceOf(input);
  const names = input.survey.tasks.map((task) => task.identifier).join(', ');
  if (names === '') return [noTasks('passed', member, { message: 'has no tasks' })];
  const remedy = 'move or delete them first; nothing with tasks is deleted';
  return [noTasks('failed', member, { message: `has tasks: ${names}`, seen: { tasks: names }, remedy })];
};

/** A new instance that is left over is deleted only where that plan has made it. */
export const madeByPlan: Precondition = (input) => {
  const { strategy, cleanupOf } = input.request.options ?? {};
  if (strategy !== 'cleanup' || cleanupOf === undefined) return [];
  const member = instanceOf(input);
  const { tags } = input.survey;
  if (tags.sight !== 'seen') {
    // What cannot be read is not taken for passed: without the tag nobody knows whose the instance is.
    return [{ ...unreadable(made, member, 'dms:ListTagsForResource', tags), status: 'failed' }];
  }
  if (tags.value[planTag] === cleanupOf) {
    return [made('passed', member, { message: `was made by plan ${cleanupOf}` })];
  }
  const remedy = 'delete it yourself, if it is not needed';
  return [made('failed', member, { message: `was not made by plan ${cleanupOf}`, remedy })];
};
