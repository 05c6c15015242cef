import type { UpgradeError } from './errors.ts';
import type { StepState } from './memory.ts';
import type { UpgradeOutcome } from './outcome.ts';
import type { Instant } from './time.ts';

interface EventBase {
  readonly at: Instant;
  readonly runId: string;
}

interface StepEventBase extends EventBase {
  readonly stepId: string;
}

/** Something that happened to a run, as it happens; enough to build traces, metrics and displays on. */
export type UpgradeEvent =
  | (EventBase & {
      readonly event: 'run-started';
      readonly reference: string;
      readonly from: string;
      readonly to: string;
    })
  | (EventBase & {
      readonly event: 'looked';
      readonly lookId: string;
      readonly seen: number;
      readonly notLooked: number;
    })
  | (StepEventBase & { readonly event: 'step-opened'; readonly title: string })
  | (StepEventBase & { readonly event: 'step-waiting'; readonly reason: string })
  | (StepEventBase & {
      readonly event: 'intent-stored';
      readonly operation: string;
      readonly token: string;
      readonly attempt: number;
      readonly send: number;
    })
  | (StepEventBase & {
      readonly event: 'call-answered';
      readonly operation: string;
      readonly answer: 'accepted' | 'throttled' | 'busy' | 'rejected' | 'unknown';
      readonly error?: UpgradeError;
    })
  | (StepEventBase & {
      readonly event: 'read-counted';
      readonly says: string;
      readonly reads: number;
    })
  | (StepEventBase & { readonly event: 'step-ended'; readonly state: StepState; readonly reason?: string })
  | (EventBase & {
      readonly event: 'run-ended';
      readonly result: UpgradeOutcome<never>['result'];
      readonly summary: string;
    });

/** Receives events. What it throws is ignored: a display cannot harm a run. */
export type EventSink = (event: UpgradeEvent) => void;
