import type { Instant, StepMemory } from '@engine-upgrader/core';
import { isStoppedByService, taskMeaning } from '../observe/status.ts';
import type { ReplicationTask } from '../observe/resources.ts';
import type { AwsDms } from '../provider.ts';
import type { DmsNote, TaskBefore } from './note.ts';

/** The cloud's dates have whole seconds. */
export const dateGrain = 1_000;

/** How a task is now, to be remembered. */
export function imageOf(task: ReplicationTask, seenAt: Instant): TaskBefore {
  return {
    taskArn: task.arn,
    identifier: task.identifier,
    status: task.status,
    migrationType: task.migrationType,
    seenAt,
    ...(task.stopReason === undefined ? {} : { stopReason: task.stopReason }),
    ...(task.checkpoint === undefined ? {} : { checkpoint: task.checkpoint }),
    ...(task.startDate === undefined ? {} : { startDate: task.startDate }),
  };
}

/** Whether a look shows a task at rest from before the run that was seen: an old look. */
export function isOlderThanRun(task: ReplicationTask, before: TaskBefore | undefined): boolean {
  const { stopDate } = task;
  return stopDate !== undefined && before?.startDate !== undefined && stopDate < before.startDate;
}

/** Whether a call of this step may have had an effect: it was sent, and not certainly turned away. */
export function mayHaveTakenEffect(memory: StepMemory<AwsDms>): boolean {
  if (!memory.intent) return false;
  if (memory.doubt) return true;
  const answer = memory.answer?.answer;
  return answer === undefined || answer === 'accepted' || answer === 'unknown';
}

/** What the tasks that ran until the instance left `available` depend on. */
export interface RanSoFar {
  /** What the look before made of it. */
  readonly note: DmsNote | undefined;
  readonly tasks: readonly ReplicationTask[];
  /** When the look was taken. */
  readonly seenAt: Instant;
  /** From when on DMS may be stopping tasks: the upgrade was asked for, and its window is open. */
  readonly mayBegin: Instant | undefined;
  /** When the maintenance window opens, where the upgrade waits for one. */
  readonly opens: Instant | undefined;
  /** How long the cloud may take to show a change. */
  readonly settle: number;
}

/**
 * The tasks that run, as seen while the instance is still available. One that was seen to run and does not any more
 * is kept as long as DMS may be the one that stopped it; one that stopped before DMS may begin, or a settle time
 * before the instance left, was stopped by a person.
 */
export function ranSoFar(input: RanSoFar): Pick<DmsNote, 'ran' | 'stoppedByOthers'> {
  const { note, tasks, seenAt } = input;
  const ran = tasks.filter((task) => runs(task)).map((task) => imageOf(task, seenAt));
  const running = new Set(ran.map((task) => task.taskArn));
  const others = new Set((note?.stoppedByOthers ?? []).filter((arn) => !running.has(arn)));
  for (const task of note?.ran ?? []) {
    if (running.has(task.taskArn)) continue;
    const now = tasks.find((candidate) => candidate.arn === task.taskArn);
    const reading = whoStopped(task, now, input);
    if (reading === 'open') ran.push(withStop({ ...task, idleSince: task.idleSince ?? seenAt }, now));
    if (reading === 'others') others.add(task.taskArn);
  }
  return { ran, stoppedByOthers: [...others] };
}

function runs(task: ReplicationTask): boolean {
  const meaning = taskMeaning(task.status);
  return meaning === 'running' || meaning === 'starting';
}

type WhoStopped = 'open' | 'others' | 'nobody';

function whoStopped(task: TaskBefore, now: ReplicationTask | undefined, input: RanSoFar): WhoStopped {
  const { mayBegin, seenAt, settle } = input;
  // A look without it says nothing, and one that is stopping has no date yet.
  if (!now || now.status === 'stopping') return 'open';
  if (now.status !== 'stopped') return 'nobody';
  if (isOlderThanRun(now, task)) return 'open';
  if (mayBegin === undefined || seenAt < mayBegin || isBefore(now, input.opens)) return 'others';
  // Of an upgrade that began and failed between two looks this is all that shows.
  if (isStoppedByService(now.stopReason)) return 'open';
  return task.idleSince === undefined || seenAt - task.idleSince < settle ? 'open' : 'others';
}

/**
 * The instance has left `available`: the dates at which DMS stopped the tasks are kept, so that a later stop by
 * somebody else is told from them. A stop from before the window opened was a person's.
 */
export function stoppedForUpgrade(
  note: DmsNote | undefined,
  tasks: readonly ReplicationTask[],
  opens: Instant | undefined,
): Pick<DmsNote, 'ran' | 'stoppedByOthers'> {
  const ran: TaskBefore[] = [];
  const others = new Set(note?.stoppedByOthers);
  for (const task of note?.ran ?? []) {
    const now = tasks.find((candidate) => candidate.arn === task.taskArn);
    if (now?.status === 'stopped' && isBefore(now, opens)) others.add(task.taskArn);
    else ran.push(withStop(task, now));
  }
  return { ran, stoppedByOthers: [...others] };
}

function isBefore(task: ReplicationTask, opens: Instant | undefined): boolean {
  return opens !== undefined && task.stopDate !== undefined && task.stopDate + dateGrain <= opens;
}

function withStop(task: TaskBefore, now: ReplicationTask | undefined): TaskBefore {
  if (task.stopDate !== undefined || now?.status !== 'stopped' || now.stopDate === undefined) return task;
  if (isOlderThanRun(now, task)) return task;
  return { ...task, stopDate: now.stopDate };
}
