import type { UpgradeError } from './errors.ts';
import type { Facts } from './facts.ts';
import type { StepState } from './memory.ts';
import type { Provider } from './provider.ts';
import type { ReferenceUrl } from './reference.ts';
import type { Instant } from './time.ts';

/** One member, before and after. */
export interface MemberOutcome {
  readonly reference: ReferenceUrl;
  readonly role: string;
  readonly before: Facts;
  /** As last proved; absent when it could not be seen. */
  readonly after?: Facts;
  /** What proves it: the evidence, and how many different looks had it. */
  readonly proof?: { readonly looks: readonly string[]; readonly provedAt: Instant };
}

/** How one step ended. */
export interface StepOutcome<P extends Provider> {
  readonly id: string;
  readonly title: string;
  readonly member: ReferenceUrl;
  readonly state: StepState;
  readonly reason?: string;
  readonly error?: UpgradeError;
  readonly remedy?: string;
  /** The provider's own ids of the last accepted call. */
  readonly acknowledgement?: P['acknowledgement'];
}

/**
 * How a run ended.
 * - `succeeded`: the version read back is the target on every member, nothing is pending, proved.
 * - `failed`, `cancelled`: `members` says how each one is now.
 * - `needs-operator`: `todo` says what a person has to do; `resume` goes on after it.
 */
export interface UpgradeOutcome<P extends Provider> {
  readonly result: 'succeeded' | 'failed' | 'cancelled' | 'needs-operator';
  readonly runId: string;
  readonly from: string;
  readonly to: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly members: readonly MemberOutcome[];
  readonly steps: readonly StepOutcome<P>[];
  /** The first error, where there was one. */
  readonly error?: UpgradeError;
  readonly todo: readonly string[];
  /** One line for people. */
  readonly summary: string;
}
