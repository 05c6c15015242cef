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
  if (stands === 'ended') return state;
  if (cancelRequestedAt !== undefined) return stands === 'running' ? state : giveUp(state, now);
  const cancelled = { ...state, run: { ...state.run, cancelRequestedAt: now, nextLookAt: now } };
  if (!state.run.touched) return endUntouched(cancelled, now);
  if (stands === 'running') return openWhatMay(cancelled, now);
  return takeUp(cancelled, now, (step, memory) =>
    step.phase === 'restore' ? reopened(memory, now) : givenUp(memory),
  );
}

/**
 * A run that was cancelled before and still needs an operator is given up: it says what is left to do, and how
 * each member is, as far as that can be seen.
 */
function giveUp<P extends Provider>(state: RunState<P>, now: Instant): RunState<P> {
  const memories: Record<string, StepMemory<P>> = { ...state.memories };
  for (const step of state.run.plan.steps) {
    const memory = memoryOf(state, step.id);
    if (memory.state !== 'operator') continue;
    memories[step.id] = step.phase === 'forward' ? givenUp(memory) : leftToDo(memory);
  }
  const report = memoryOf(state, reportStepId);
  const seen = report.state !== 'operator';
  memories[reportStepId] = seen ? freshMemory<P>() : { ...omit(report, 'remedy'), state: 'dropped' };
  const given = { run: { ...omit(state.run, 'blind', 'outcome'), nextLookAt: now }, memories };
  if (seen) return openWhatMay({ ...given, run: { ...given.run, state: 'running' } }, now);
  const outcome = outcomeOf(given, now);
  return outcome ? { ...given, run: { ...given.run, state: 'ended', outcome } } : given;
}

/** A restore step that is given up on purpose. */
function leftToDo<P extends Provider>(memory: StepMemory<P>): StepMemory<P> {
  return { ...memory, state: 'dropped', remedy: 'it was given up by a cancel; do it by hand' };
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
  const undone = cancelled ? new Set<string>() : undoneSteps(state);
  for (const step of state.run.plan.steps) {
    const memory = memoryOf(state, step.id);
    // What is to come after a step that is taken up again has to wait for it anew, and a restore comes anew.
    const waits = step.after.some((id) => taken.has(id));
    const dropped = memory.state === 'dropped';
    const again =
      undone.has(step.id) || (step.phase === 'restore' ? waits || dropped : dropped && !cancelled);
    const next = memory.state === 'operator' ? stuck(step, memory) : again ? anew(memory) : memory;
    memories[step.id] = waits && next.state === 'open' ? { ...next, state: 'pending' } : next;
    if (!isOver(next.state)) taken.add(step.id);
  }
  const run = { ...omit(state.run, 'outcome', 'blind'), state: 'running' as const, nextLookAt: now };
  return openWhatMay({ run, memories }, now);
}

/**
 * Forward steps that had ended well and that a restore step of the same member has since undone, where something
 * after them is taken up again: a task that was stopped for it and runs again.
 */
function undoneSteps<P extends Provider>(state: RunState<P>): ReadonlySet<string> {
  const { steps } = state.run.plan;
  const ended = (id: string): StepMemory<P>['state'] => memoryOf(state, id).state;
  const again = steps.filter(
    ({ id, phase }) => phase === 'forward' && ['operator', 'dropped'].includes(ended(id)),
  );
  const undone = steps.filter(
    (step) =>
      step.phase === 'forward' &&
      ended(step.id) === 'done' &&
      again.some(({ after }) => after.includes(step.id)) &&
      steps.some(
        ({ id, phase, member, after }) =>
          phase === 'restore' && member === step.member && after.includes(step.id) && ended(id) === 'done',
      ),
  );
  return new Set(undone.map(({ id }) => id));
}

/** A step that begins again; its next attempt is another one than all before, with another token. */
function anew<P extends Provider>(memory: StepMemory<P>): StepMemory<P> {
  return { ...freshMemory<P>(), attempts: memory.attempts };
}

function reopened<P extends Provider>(memory: StepMemory<P>, now: Instant): StepMemory<P> {
  const known = omit(
    memory,
    'row',
    'watch',
    'remedy',
    'endedAt',
    'error',
    'notBefore',
    'lastLookAt',
    'busyRefusals',
  );
  return { ...known, state: 'open', refusals: 0, enteredAt: now, reason: 'taken up again' };
}
