import type { UpgradeError } from './errors.ts';
import type { StepState } from './memory.ts';
import type { UpgradeOutcome } from './outcome.ts';
import type { Provider } from './provider.ts';
import type { ReferenceUrl } from './reference.ts';
import type { Instant } from './time.ts';

/** Where a step stands. */
export interface StepProgress {
  readonly id: string;
  readonly title: string;
  readonly member: ReferenceUrl;
  readonly phase: 'forward' | 'restore';
  readonly state: StepState;
  /** What it waits for, or why it ended as it did. */
  readonly reason?: string;
  readonly attempts: number;
}

/** Where a run stands after an `advance`. */
export interface UpgradeProgress<P extends Provider> {
  readonly runId: string;
  readonly state: 'running' | 'needs-operator' | 'ended';
  /** The plan's steps, and last the one that every run has: the proof of every member, `report`. */
  readonly steps: readonly StepProgress[];
  /** What it waits for, one line each; empty when it has ended. */
  readonly waitingFor: readonly string[];
  /** Why it goes no further until a person says `continue`. */
  readonly paused?: string;
  readonly nextLookAt: Instant;
  /** What keeps it from looking or acting: no login, throttled, unreachable. The run is unharmed. */
  readonly problem?: UpgradeError;
  readonly outcome?: UpgradeOutcome<P>;
}
