import { invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import type { ReplicationTask } from '../observe/resources.ts';
import type { DmsSurvey } from '../observe/survey.ts';
import type { ResolvedOptions } from './options.ts';

/** The tasks that are moved, in their order: those named first, then those that run, then the rest by name. */
export function chooseTasks(
  { instance, tasks }: DmsSurvey,
  options: ResolvedOptions,
): Result<readonly ReplicationTask[], UpgradeError> {
  const { instanceId } = instance;
  const known = tasks.map((task) => task.identifier);
  if (tasks.length === 0) {
    const message = `${instanceId} has no tasks: side by side is pointless; upgrade it in place. Nothing was changed`;
    return err(invalidInput('strategy', message));
  }
  const named = Array.isArray(options.tasks) ? options.tasks : [];
  const stranger = [...named, ...options.order].find((name) => !known.includes(name));
  if (stranger !== undefined) {
    const input = named.includes(stranger) ? 'tasks' : 'order';
    const message = `${instanceId} has no task "${stranger}"; it has ${known.join(', ')}. Nothing was changed`;
    return err(invalidInput(input, message));
  }
  const chosen = tasks.filter((task) => isChosen(task, options.tasks));
  if (chosen.length === 0) {
    const message = `no task of ${instanceId} runs: there is nothing to move with tasks running. Nothing was changed`;
    return err(invalidInput('tasks', message));
  }
  const place = (task: ReplicationTask): number => {
    const index = options.order.indexOf(task.identifier);
    if (index >= 0) return index;
    return options.order.length + (isRunning(task) ? 0 : 1);
  };
  const ordered = chosen.toSorted((a, b) => place(a) - place(b) || (a.identifier < b.identifier ? -1 : 1));
  return checkCanary(options, ordered.length).map(() => ordered);
}

function isChosen(task: ReplicationTask, tasks: ResolvedOptions['tasks']): boolean {
  if (tasks === 'all') return true;
  return tasks === 'running' ? isRunning(task) : tasks.includes(task.identifier);
}

/** Whether a task runs, or is about to. */
export function isRunning(task: ReplicationTask): boolean {
  return task.status === 'running' || task.status === 'starting';
}

function checkCanary({ canary }: ResolvedOptions, tasks: number): Result<void, UpgradeError> {
  if (canary === undefined || canary <= tasks) return ok();
  const message = `a canary of ${canary} is larger than the list of ${tasks} tasks that are moved. Nothing was changed`;
  return err(invalidInput('canary', message));
}
