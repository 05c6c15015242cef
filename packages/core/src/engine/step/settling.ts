import type { UpgradeError } from '../../contract/errors.ts';
import type { Intent, StepMemory, StepState } from '../../contract/memory.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Instant } from '../../contract/time.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { omit } from '../omit.ts';
import type { Policy } from '../policy.ts';
import type { Drift } from '../run/drift.ts';

/** One step, what a look made of it, and what core knows besides. */
export interface Settling<P extends Provider> {
  readonly stepId: string;
  readonly planId: string;
  readonly forward: boolean;
  /** Whether its call carries the token. */
  readonly idempotent: boolean;
  /** Attempts at most that took effect and failed. */
  readonly attempts: number;
  /** Reads in a row that prove it done. */
  readonly reads: number;
  readonly memory: StepMemory<P>;
  readonly verdict: Verdict<P>;
  readonly lookId: string;
  readonly observedAt: Instant;
  /** Who looked: times of one observer can be compared. */
  readonly observer: string;
  /** Until when an intent made now may be sent. */
  readonly sendBy: Instant;
  readonly policy: Policy;
  /** A cancel, a failure or drift: forward steps begin nothing any more. */
  readonly halting: boolean;
  /** Whether the world is still as planned: compared before a forward step sends anything. */
  readonly drift: Drift;
}

/** What becomes of the step; `intent` is to be sent once it is stored. */
export interface Settled<P extends Provider> {
  readonly memory: StepMemory<P>;
  readonly intent?: Intent<P>;
  readonly lookAgainAt: Instant;
}

/** Whether a forward step may begin nothing any more. */
export function isHalted<P extends Provider>(input: Settling<P>): boolean {
  return input.forward && input.halting;
}

/** The step is over. */
export function end<P extends Provider>(
  input: Settling<P>,
  state: StepState,
  how: Pick<StepMemory<P>, 'reason' | 'error' | 'evidence' | 'remedy'>,
): Settled<P> {
  const memory: StepMemory<P> = {
    ...omit(input.memory, 'error', 'evidence', 'remedy', 'watch', 'notBefore', 'paused'),
    ...how,
    state,
    endedAt: input.observedAt,
  };
  return { memory, lookAgainAt: input.observedAt };
}

/** It ended with an error of its own. */
export function endFailed<P extends Provider>(input: Settling<P>, error: UpgradeError): Settled<P> {
  return end(input, 'failed', { error, reason: error.message, ...remedyOf(input.verdict) });
}

/** What is left for a person to do where the step ends by this verdict. */
export function remedyOf<P extends Provider>({ remedy }: Verdict<P>): Pick<StepMemory<P>, 'remedy'> {
  return remedy === undefined ? {} : { remedy };
}

/** What tells one error from another across looks: the provider's code, else its kind. */
export function codeOf(error: UpgradeError): string {
  return error.provider?.code ?? error.kind;
}
