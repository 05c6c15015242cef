import { isOver, type StepMemory } from '../../contract/memory.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant } from '../../contract/time.ts';
import { allOver, isHalting, memoryOf, type RunState, reportStepId } from './state.ts';

/**
 * Opens the steps whose time has come and drops those whose time will not come. A forward step opens when all
 * before it ended well; a restore step when they are over, however they ended. Repeats until nothing changes,
 * since dropping one step ends what the next one waits for.
 */
export function openWhatMay<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  let current = state;
  for (;;) {
    const next = pass(current, now);
    if (next === current) return current;
    current = next;
  }
}

function pass<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  const changed: Record<string, StepMemory<P>> = {};
  for (const step of state.run.plan.steps) {
    const memory = memoryOf(state, step.id);
    if (memory.state !== 'pending') continue;
    const next = opened(state, step, memory, now);
    if (next) changed[step.id] = next;
  }
  const report = memoryOf(state, reportStepId);
  if (report.state === 'pending' && allOver(state)) {
    changed[reportStepId] = { ...report, state: 'open', enteredAt: now };
  }
  if (Object.keys(changed).length === 0) return state;
  return { ...state, memories: { ...state.memories, ...changed } };
}

function opened<P extends Provider>(
  state: RunState<P>,
  step: PlannedStep<P>,
  memory: StepMemory<P>,
  now: Instant,
): StepMemory<P> | undefined {
  const before = step.after.map((id) => memoryOf(state, id).state);
  const open = { ...memory, state: 'open', enteredAt: now } as const;
  if (step.phase === 'restore') return before.every(isOver) ? open : undefined;
  const drop = (reason: string) => ({ ...memory, state: 'dropped', endedAt: now, reason }) as const;
  if (isHalting(state)) return drop('not begun: the run was cancelled, or a step failed');
  if (before.some((end) => isOver(end) && end !== 'done' && end !== 'passed')) {
    return drop('not begun: a step before it did not end well');
  }
  return before.every((end) => end === 'done' || end === 'passed') ? open : undefined;
}
