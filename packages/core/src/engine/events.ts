import { isOver } from '../contract/memory.ts';
import type { UpgradeEvent } from '../contract/event.ts';
import type { Provider } from '../contract/provider.ts';
import type { Instant } from '../contract/time.ts';
import type { RunState } from './run/state.ts';

/** Hands an event on; what the receiver throws is its own affair. */
export function emit<Event>(sink: ((event: Event) => void) | undefined, event: Event): void {
  try {
    sink?.(event);
  } catch {
    // A display cannot harm a run.
  }
}

/** What happened between two states of a run. Pure. */
export function eventsBetween<P extends Provider>(
  before: RunState<P>,
  after: RunState<P>,
  at: Instant,
): readonly UpgradeEvent[] {
  const runId = after.run.id;
  const events = Object.entries(after.memories).flatMap(([stepId, memory]): UpgradeEvent[] => {
    const old = before.memories[stepId];
    if (!old || old === memory) return [];
    const base = { at, runId, stepId };
    const reason = memory.reason === undefined ? {} : { reason: memory.reason };
    if (isOver(memory.state)) {
      return old.state === memory.state
        ? []
        : [{ ...base, event: 'step-ended', state: memory.state, ...reason }];
    }
    const list: UpgradeEvent[] = [];
    if (old.state === 'pending' && memory.state === 'open') {
      list.push({ ...base, event: 'step-opened', title: titleOf(after, stepId) });
    }
    if (memory.intent && memory.intent !== old.intent) {
      const { call, token, attempt, send } = memory.intent;
      list.push({ ...base, event: 'intent-stored', operation: call.operation, token, attempt, send });
    }
    if (memory.row && memory.row.reads !== old.row?.reads) {
      list.push({ ...base, event: 'read-counted', says: memory.row.says, reads: memory.row.reads });
    } else if (memory.reason !== undefined && memory.reason !== old.reason && !memory.intent?.call) {
      list.push({ ...base, event: 'step-waiting', reason: memory.reason });
    } else if (memory.reason !== undefined && memory.reason !== old.reason && memory.answer) {
      list.push({ ...base, event: 'step-waiting', reason: memory.reason });
    }
    return list;
  });
  const { outcome } = after.run;
  if (outcome && !before.run.outcome) {
    events.push({ at, runId, event: 'run-ended', result: outcome.result, summary: outcome.summary });
  }
  return events;
}

function titleOf<P extends Provider>({ run }: RunState<P>, stepId: string): string {
  return run.plan.steps.find(({ id }) => id === stepId)?.title ?? 'prove every member';
}
