import type { UpgradeError } from './errors.ts';
import type { StepMemory } from './memory.ts';
import type { UpgradeOutcome } from './outcome.ts';
import type { UpgradePlan } from './plan.ts';
import type { Provider } from './provider.ts';
import type { Instant, Milliseconds } from './time.ts';

/** A started plan, apart from the memories of its steps. */
export interface Run<P extends Provider> {
  readonly id: string;
  readonly plan: UpgradePlan<P>;
  readonly createdAt: Instant;
  /** Names of the warnings that were accepted. */
  readonly accepted: readonly string[] | 'all';
  readonly state: 'running' | 'needs-operator' | 'ended';
  /** Whether an intent of it was ever stored: from then on the plan's fingerprint is no longer compared as a whole. */
  readonly touched: boolean;
  readonly cancelRequestedAt?: Instant;
  /** When a person last said `continue`: a pause that began before is over. */
  readonly continuedAt?: Instant;
  /** Looks in a row that saw nothing at all, and why. */
  readonly blind?: {
    readonly watched: Milliseconds;
    readonly lastTryAt: Instant;
    /** Which process tried last: its times can be compared with its own alone. */
    readonly lastTryBy?: string;
    readonly error: UpgradeError;
  };
  /** When the next look is worth its cost. */
  readonly nextLookAt: Instant;
  readonly outcome?: UpgradeOutcome<P>;
}

/** The current format of handles. */
export const handleFormatVersion = 1;

/**
 * A run and all that is needed to go on, in another process, on another machine, after another release.
 * Plain JSON, free of secrets; the provider's own task ids and the tokens of its calls are in `steps`.
 */
export interface UpgradeHandle<P extends Provider> {
  readonly format: 'engine-upgrader/handle';
  readonly formatVersion: typeof handleFormatVersion;
  readonly provider: P['id'];
  readonly run: Run<P>;
  readonly steps: Readonly<Record<string, StepMemory<P>>>;
}
