import type { StepMemory, UpgradeError, Verdict } from '@engine-upgrader/core';
import { type HistoryResource, type HistoryTask, isEngineUpgrade } from '../observe/history.ts';
import type { AlibabaRds } from '../provider.ts';

/**
 * The tasks of the last attempt: the one that the cloud acknowledged, else every upgrade of the instance that
 * began after the intent was stored. Whether the ids of the history join those of the call is unconfirmed.
 */
export function attemptTasks(
  history: HistoryResource | undefined,
  memory: StepMemory<AlibabaRds>,
): readonly HistoryTask[] {
  const { intent, answer, doubt } = memory;
  // What the cloud has certainly not taken has no task.
  const refused =
    answer?.answer === 'throttled' || answer?.answer === 'busy' || answer?.answer === 'rejected';
  if (refused && !doubt) return [];
  if (!intent || !history || typeof history.tasks === 'string') return [];
  const taskId = answer?.answer === 'accepted' ? answer.acknowledgement.taskId : undefined;
  const acknowledged = history.tasks.filter((task) => task.taskId === taskId);
  if (acknowledged.length > 0) return acknowledged;
  // The history has whole seconds.
  const since = Math.floor(intent.storedAt / 1_000) * 1_000;
  return history.tasks.filter((task) => isEngineUpgrade(task) && (task.startedAt ?? 0) >= since);
}

/** What the last attempt's tasks say of an instance that still shows the old version; none where they say nothing. */
export function taskVerdict(
  tasks: readonly HistoryTask[],
  memory: StepMemory<AlibabaRds>,
): Verdict<AlibabaRds> | undefined {
  const newest = tasks.toSorted((left, right) => (right.startedAt ?? 0) - (left.startedAt ?? 0))[0];
  if (!newest) return undefined;
  const opens = memory.intent?.effect?.from;
  const name = `task ${newest.taskId}`;
  switch (newest.status.toLowerCase()) {
    case 'succeed':
      return {
        verdict: 'wait',
        moving: true,
        reason: `${name} has succeeded; the new version is not shown yet`,
      };
    case 'failed':
    case 'canceled':
      return { verdict: 'attempt-failed', again: false, error: taskFailure(newest) };
    case 'scheduled':
    case 'waiting': {
      const reason = `${name} is ${newest.status}`;
      return {
        verdict: 'wait',
        moving: false,
        reason,
        ...(opens === undefined ? {} : { until: opens }),
      };
    }
    default:
      return { verdict: 'wait', moving: true, reason: `${name} is ${describeTask(newest)}` };
  }
}

/** How far a task is, for people. */
function describeTask(task: HistoryTask): string {
  const progress = task.progress === undefined ? '' : ` ${task.progress} %`;
  const step = task.currentStep === undefined ? '' : `, ${task.currentStep}`;
  const rest = task.remainingSeconds ? `, about ${Math.ceil(task.remainingSeconds / 60)} min left` : '';
  return `${task.status}${progress}${step}${rest}`;
}

function taskFailure(task: HistoryTask): UpgradeError {
  const began = task.startedAt === undefined ? '' : ` (began ${new Date(task.startedAt).toISOString()})`;
  const why = task.reason === undefined ? '' : `: ${task.reason}`;
  return {
    kind: 'upgrade-failed',
    message: `task ${task.taskId} of type ${task.type}${began} ended as ${task.status}${why}; the instance kept its version`,
  };
}
