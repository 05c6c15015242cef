import type { UpgradeError } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Provider } from './provider.ts';
import type { Instant, Milliseconds, TimeSpan } from './time.ts';

/**
 * What a step kind makes of one look. It judges that look alone: repeated looks, tokens, doubt, back-off and
 * limits are core's business.
 */
export type Verdict<P extends Provider> = (
  | {
      /** It is not as wanted and nothing is under way: this call would bring it about. */
      readonly verdict: 'act';
      readonly call: P['call'];
      readonly reason: string;
      /** When the effect may begin, where that is not at once: the next maintenance window. */
      readonly effect?: TimeSpan;
    }
  | {
      readonly verdict: 'wait';
      readonly reason: string;
      /** True when what this step's own call began is seen under way. */
      readonly moving: boolean;
      /** Nothing can change before then, as far as is known. */
      readonly until?: Instant;
      /** Look again after so many milliseconds: sooner than usual, where people wait for what is under way. */
      readonly lookAgainIn?: Milliseconds;
      /** It waits for a person to say `continue`: no limit counts meanwhile. */
      readonly paused?: true;
    }
  | {
      /** It is as wanted. */
      readonly verdict: 'done';
      readonly evidence: Facts;
      /** What there is to say besides. Default: that it is proved. */
      readonly reason?: string;
    }
  | {
      /** Nothing to do here, or another step's business. */
      readonly verdict: 'pass';
      readonly reason: string;
    }
  | {
      /** By the cloud's own evidence the last attempt took effect and failed. */
      readonly verdict: 'attempt-failed';
      readonly error: UpgradeError;
      /** Whether a new attempt may be made, within the limit of attempts. */
      readonly again: boolean;
    }
  | {
      /** It cannot be brought about. */
      readonly verdict: 'fail';
      readonly error: UpgradeError;
    }
  | {
      /** A person has to do something first. */
      readonly verdict: 'operator';
      readonly reason: string;
      readonly remedy: string;
    }
) & {
  /** What to keep in mind, in place of the note so far. */
  readonly note?: P['note'];
  /** What is left for a person to do where the step ends so; the outcome lists it. */
  readonly remedy?: string;
};

/**
 * How the cloud answered a mutating call.
 * - `accepted`: it will be done.
 * - `throttled`: certainly not done, and the same call may go again: the cloud asked to slow down, or the
 *   login was refused.
 * - `busy`: certainly not done; the state forbids it now.
 * - `rejected`: certainly not done; waiting will not help.
 * - `unknown`: done, not done, or still to be done.
 */
export type CallAnswer<P extends Provider> =
  | {
      readonly answer: 'accepted';
      readonly acknowledgement: P['acknowledgement'];
      readonly requestId?: string;
    }
  | { readonly answer: 'throttled' | 'busy' | 'rejected' | 'unknown'; readonly error: UpgradeError };
