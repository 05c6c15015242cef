import type { ResultAsync } from 'neverthrow';
import type { Milliseconds } from '../contract/time.ts';

/** What a hook is told: plain data, the same on stdin of a command. */
export type HookCall = {
  /** The fleet run. */
  readonly fleetRunId: string;
  readonly fleet: string;
  readonly wave: string;
} & (
  | { readonly hook: 'before-wave' | 'after-wave'; readonly instances: readonly string[] }
  | {
      readonly hook: 'before-instance' | 'after-instance';
      readonly reference: string;
      readonly from: string;
      readonly to: string;
      /** After it: the run, and how it ended. */
      readonly runId?: string;
      readonly result?: string;
    }
);

/** The name of a hook. */
export type HookName = HookCall['hook'];

/** What a hook said. */
export interface HookAnswer {
  /** Why not: before an instance it is left as it is, after one it counts as failed; around a wave the fleet run pauses. */
  readonly veto?: string;
}

/**
 * One hook. An error is one that hung, failed, or answered with what is none: it is taken for a failure, never
 * for a consent. It may be called twice where a process died while it waited for the answer.
 */
export interface Hook {
  /** How long it may take, in milliseconds. */
  readonly timeout: Milliseconds;
  call(about: HookCall): ResultAsync<HookAnswer, { readonly message: string }>;
}

/** The hooks of a fleet run. */
export type Hooks = Readonly<Partial<Record<HookName, Hook>>>;
