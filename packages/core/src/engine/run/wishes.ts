import { freshMemory, isOver, type StepMemory } from '../../contract/memory.ts';
import type { PlannedStep } from '../../contract/plan.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant } from '../../contract/time.ts';
import { omit } from '../omit.ts';
import { isCertainlyNotDone } from '../step/patience.ts';
import { openWhatMay } from './opening.ts';
import { outcomeOf } from './outcome.ts';
import { memoryOf, type RunState, reportStepId } from './state.ts';

/** The first state of a run: what can be opened is open. */
export function begin<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  return openWhatMay(state, now);
}

/**
 * Grants a cancel: forward steps begin nothing any more, restore steps go on. A run that has sent nothing ends
 * at once, without a look. A run that needs an operator goes on to what restores; cancelled once more, it ends.
 */
export function cancelRun<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  const { state: stands, cancelRequestedAt } = state.run;
  if (stands === 'ended' || (stands === 'running' && cancelRequestedAt !== undefined)) return state;
  if (stands === 'needs-operator' && cancelRequestedAt !== undefined) return giveUp(state, now);
  const cancelled = { ...state, run: { ...state.run, cancelRequestedAt: now, nextLookAt: now } };
  if (!state.run.touched) return endUntouched(cancelled, now);
  if (state.run.state === 'running') return openWhatMay(cancelled, now);
  return takeUp(cancelled, now, (step, memory) =>
    step.phase === 'restore' ? reopened(memory, now) : givenUp(memory),
  );
}

/** A run that was cancelled before and still needs an operator: it ends, and says what is left to do. */
function giveUp<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  const ended = Object.entries(state.memories).map(([id, memory]): [string, StepMemory<P>] => {
    if (memory.state !== 'operator') return [id, memory];
    const forward = state.run.plan.steps.some((step) => step.id === id && step.phase === 'forward');
    return [id, forward ? givenUp(memory) : { ...memory, state: 'dropped' }];
  });
  const given = { ...state, memories: Object.fromEntries(ended) };
  const outcome = outcomeOf(given, now);
  return outcome ? { ...given, run: { ...omit(state.run, 'blind'), state: 'ended', outcome } } : given;
}

/** A forward step that needed an operator when the run was cancelled. What was sent may still take effect. */
function givenUp<P extends Provider>(memory: StepMemory<P>): StepMemory<P> {
  const dropped = { ...omit(memory, 'remedy'), state: 'dropped' } as const;
  if (!memory.intent || isCertainlyNotDone(memory)) {
    return { ...dropped, reason: `cancelled: ${memory.reason ?? ''}` };
  }
  return {
    ...dropped,
    reason: `cancelled, but what was sent may still take effect: ${memory.reason ?? ''}`,
    remedy: 'look in the console whether it does: it cannot be taken back',
  };
}

/** Takes a run that needed an operator up again: the same steps, with new limits, knowing all they knew. */
export function reopenRun<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  if (state.run.state !== 'needs-operator') return state;
  return takeUp(state, now, (_step, memory) => reopened(memory, now));
}

/** Grants a `continue`: a pause that the run is in is over at the next look; one that is still to come is not. */
export function continueRun<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  if (state.run.state === 'ended') return state;
  return { ...state, run: { ...state.run, continuedAt: now, nextLookAt: now } };
}

function endUntouched<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  const reason = 'cancelled before anything was sent';
  const dropped = Object.entries(state.memories).map(([id, memory]): [string, StepMemory<P>] => [
    id,
    memory.state === 'done' || memory.state === 'passed'
      ? memory
      : { ...memory, state: 'dropped', endedAt: now, reason },
  ]);
  const ended = { ...state, memories: Object.fromEntries(dropped) };
  const outcome = outcomeOf(ended, now);
  return outcome ? { ...ended, run: { ...state.run, state: 'ended', outcome } } : ended;
}

function takeUp<P extends Provider>(
  state: RunState<P>,
  now: Instant,
  stuck: (step: PlannedStep<P>, memory: StepMemory<P>) => StepMemory<P>,
): RunState<P> {
  const cancelled = state.run.cancelRequestedAt !== undefined;
  const memories: Record<string, StepMemory<P>> = { ...state.memories, [reportStepId]: freshMemory<P>() };
  const taken = new Set<string>();
  for (const step of state.run.plan.steps) {
    const memory = memoryOf(state, step.id);
    // What is to come after a step that is taken up again has to wait for it anew, and a restore comes anew.
    const waits = step.after.some((id) => taken.has(id));
    if (memory.state === 'operator') {
      const next = stuck(step, memory);
      memories[step.id] = waits && next.state === 'open' ? { ...next, state: 'pending' } : next;
    } else if (
      step.phase === 'restore'
        ? waits || memory.state === 'dropped'
        : memory.state === 'dropped' && !cancelled
    ) {
      memories[step.id] = anew(memory);
    }
    if (!isOver(memories[step.id]?.state ?? 'pending')) taken.add(step.id);
  }
  const run = { ...omit(state.run, 'outcome', 'blind'), state: 'running' as const, nextLookAt: now };
  return openWhatMay({ run, memories }, now);
}

/** A step that begins again; its next attempt is another one than all before, with another token. */
function anew<P extends Provider>(memory: StepMemory<P>): StepMemory<P> {
  return { ...freshMemory<P>(), attempts: memory.attempts };
}

function reopened<P extends Provider>(memory: StepMemory<P>, now: Instant): StepMemory<P> {
  const known = omit(memory, 'row', 'watch', 'remedy', 'endedAt', 'error', 'notBefore', 'lastLookAt');
  return { ...known, state: 'open', refusals: 0, enteredAt: now, reason: 'taken up again' };
}
