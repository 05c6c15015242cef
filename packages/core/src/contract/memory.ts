import type { UpgradeError } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Provider } from './provider.ts';
import type { Instant, Milliseconds, TimeSpan } from './time.ts';
import type { CallAnswer } from './verdict.ts';

/**
 * Where a step stands. `done`: proved. `passed`: nothing to do here, or another step's business.
 * `dropped`: not carried out, because of a cancel or a failure before it.
 */
export type StepState = 'pending' | 'open' | 'done' | 'passed' | 'dropped' | 'failed' | 'operator';

/** A call that was decided on, stored before it is sent. While it has no answer it is a lock. */
export interface Intent<P extends Provider> {
  readonly call: P['call'];
  /** A hash of plan, step, attempt and arguments: the same for every send of one attempt. */
  readonly token: string;
  readonly attempt: number;
  /** Counts the sends of this attempt. */
  readonly send: number;
  readonly storedAt: Instant;
  /** Who stored it may send until then; nobody else ever. */
  readonly sendBy: Instant;
  /** When its effect may begin, where that is not at once. */
  readonly effect?: TimeSpan;
}

/** Looks in a row that said the same. */
export interface ReadsInARow {
  readonly says: string;
  readonly reads: number;
  readonly lastReadAt: Instant;
  readonly lookIds: readonly string[];
  /** By observer and on its own clock: since when the time to the next read that counts is measured. */
  readonly since?: Readonly<Record<string, Instant>>;
}

/** A limit counts the time in which somebody looked, not the wall clock. */
export interface Watch {
  /** What is being waited for: `to be free`, `to begin`, `to finish`. */
  readonly for: string;
  readonly watched: Milliseconds;
}

/** All that a step must still know after a crash. */
export interface StepMemory<P extends Provider> {
  readonly state: StepState;
  readonly enteredAt?: Instant;
  readonly endedAt?: Instant;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Those of them that took effect and failed. */
  readonly failures: number;
  readonly intent?: Intent<P>;
  /** The answer to the last send; absent while it is not known. */
  readonly answer?: CallAnswer<P> & { readonly at: Instant };
  /** Some send of this attempt has an unknown outcome, so that a refusal proves nothing. */
  readonly doubt: boolean;
  /** The effect of this attempt was seen under way. */
  readonly begun: boolean;
  readonly note?: P['note'];
  readonly row?: ReadsInARow;
  readonly watch?: Watch;
  readonly lastLookAt?: Instant;
  /** Which process looked last: its times can be compared with its own alone. */
  readonly lastLookBy?: string;
  /** Answers in a row that were no acceptance. */
  readonly refusals: number;
  /** Those of them by which the state forbade the call; answers that say nothing of the state do not break the row. */
  readonly busyRefusals?: number;
  readonly notBefore?: Instant;
  /** It waits for a person to say `continue`. */
  readonly paused?: true;
  /** What it waits for, or why it ended as it did. */
  readonly reason?: string;
  readonly evidence?: Facts;
  readonly error?: UpgradeError;
  /** What a person has to do; always there for `operator`. */
  readonly remedy?: string;
}

/** How a step's memory starts. */
export function freshMemory<P extends Provider>(): StepMemory<P> {
  return { state: 'pending', attempts: 0, failures: 0, doubt: false, begun: false, refusals: 0 };
}

/** Whether nothing more will come of the step. */
export function isOver(state: StepState): boolean {
  return state !== 'pending' && state !== 'open';
}
