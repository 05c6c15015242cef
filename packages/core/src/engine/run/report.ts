import type { Driver, MemberView } from '../../contract/driver.ts';
import type { PlannedMember } from '../../contract/plan.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { memoryOf, type RunState } from './state.ts';

/** A member could not be looked at: that says nothing, and breaks no row of reads. */
export interface Unseen {
  readonly verdict: 'unseen';
  readonly reason: string;
}

/**
 * The last step of every run, which no driver writes: it waits until nothing moves, then proves on every member
 * that the version read back is the target and that nothing is pending. Where the run did not end well it only
 * proves how each member is.
 */
export function reportVerdict<P extends Provider>(
  state: RunState<P>,
  snapshot: Snapshot<P>,
  driver: Driver<P>,
): Verdict<P> | Unseen {
  const ends = state.run.plan.steps.map((step) => memoryOf(state, step.id).state);
  const wantsTarget = ends.every((end) => end === 'done' || end === 'passed');
  // What is left to a person may move for ever; what is to be proved may not.
  const wantsStillness = state.run.plan.steps.every((step) => memoryOf(state, step.id).remedy === undefined);
  const evidence: Record<string, string | number | boolean> = {};
  for (const member of state.run.plan.members) {
    const sight = driver.view(member, snapshot);
    if (sight.sight === 'not-looked') {
      return { verdict: 'unseen', reason: `${member.reference}: ${sight.error.message}` };
    }
    if (sight.sight === 'absent') {
      if (wantsTarget && !member.gone) return gone(member);
      evidence[`${member.reference}#absent`] = true;
      continue;
    }
    const view = sight.value;
    const mustRest = wantsStillness || (wantsTarget && member.target !== undefined);
    if (mustRest && !view.settled) {
      return { verdict: 'wait', reason: `${member.reference} is still changing`, moving: false };
    }
    const missing = wantsTarget ? notAsWanted(member, view) : undefined;
    if (missing !== undefined) return unproved(member, missing);
    for (const [field, value] of Object.entries(view.facts)) evidence[`${member.reference}#${field}`] = value;
  }
  return { verdict: 'done', evidence };
}

function gone<P extends Provider>(member: PlannedMember): Verdict<P> {
  return {
    verdict: 'fail',
    error: {
      kind: 'not-found',
      reference: member.reference,
      message: `${member.reference} is gone: all its steps had ended, and now the cloud does not know it`,
    },
  };
}

/** What keeps a member from being proved. */
function notAsWanted(member: PlannedMember, { version, pending, trouble }: MemberView): string | undefined {
  if (member.gone) return 'it is still there';
  if (trouble !== undefined) return trouble;
  if (pending.length > 0) return `still pending: ${pending.join(', ')}`;
  if (member.target === undefined || version === member.target) return undefined;
  return `it reads ${version ?? 'no version'} and not ${member.target}`;
}

function unproved<P extends Provider>(member: PlannedMember, what: string): Verdict<P> {
  const message = `${member.reference} is not proved: all its steps had ended, but ${what}`;
  return { verdict: 'fail', error: { kind: 'upgrade-failed', message } };
}
