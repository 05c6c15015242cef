import { changesAnything, finder, instanceOf, type Precondition, runningTasks } from './precondition.ts';

const finding = finder('interruption');

/** How long replication pauses, said before anything is stopped. */
export const interruption: Precondition = (input) => {
  if (!changesAnything(input)) return [];
  const running = runningTasks(input);
  const pause = running.length === 1 ? 'task pauses' : 'tasks pause';
  const minutes = Math.round(input.draft.forecast.interruption / 60_000);
  const message =
    running.length === 0
      ? 'no task runs: nothing is interrupted'
      : `${running.length} ${pause} for about ${minutes} minutes: ${running.map((task) => task.identifier).join(', ')}`;
  return [finding('passed', instanceOf(input), { message, seen: { runningTasks: running.length } })];
};
