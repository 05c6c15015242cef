import type { Instant, StepMemory, UpgradeError, Verdict } from '@engine-upgrader/core';
import { type HistoryResource, type HistoryTask, isEngineUpgrade } from '../observe/history.ts';
import type { AlibabaRds } from '../provider.ts';

/** How far this machine's clock may be from the cloud's: a request that is further off is refused (signatures). */
const clockAllowance = 15 * 60_000;

/** Whether nobody knows if the last call arrived: what began and failed unseen then shows in the history alone. */
export function isDecisive({ answer, doubt }: StepMemory<AlibabaRds>): boolean {
  return doubt || !answer || answer.answer === 'unknown';
}

/** From when on a task may be of the last attempt. The history has whole seconds. */
export function attemptSince(memory: StepMemory<AlibabaRds>): Instant {
  const storedAt = Math.floor((memory.intent?.storedAt ?? 0) / 1_000) * 1_000;
  return isDecisive(memory) ? storedAt - clockAllowance : storedAt;
}

/**
 * The tasks of the last attempt: the one that the cloud acknowledged, else every upgrade of the instance that
 * began after the intent was stored. Whether the ids of the history join those of the call is unconfirmed. Where
 * nobody knows whether the call arrived, a task is not passed over for a clock that is ahead: to take somebody else's
 * failure for its own is safe, to ask a second time is not.
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
  const [since, storedAt] = [attemptSince(memory), intent.storedAt - 1_000];
  // One that succeeded before is an earlier hop's: the instance is still on the old version.
  const isEarlier = ({ status, startedAt = 0 }: HistoryTask): boolean =>
    status.toLowerCase() === 'succeed' && startedAt < storedAt;
  return history.tasks.filter(
    (task) => isEngineUpgrade(task) && (task.startedAt ?? 0) >= since && !isEarlier(task),
  );
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
