import type { Clock, Milliseconds, Provider, StoreError, UpgradeProgress } from '@engine-upgrader/core';
import { durationInWords } from './duration.ts';
import { resumeCommand } from './render/resume-command.ts';
import type { Settings } from './settings.ts';

/** How long a run waits for a state file that another process holds: what writes to one takes milliseconds. */
export const longestHold: Milliseconds = 60_000;

/** Watches a run's progress for a state file that another process holds. */
export interface HeldStateWatch {
  look(progress: Pick<UpgradeProgress<Provider>, 'problem'>): void;
  /** Aborted when the state file was held for {@link longestHold}. */
  readonly tooLong: AbortSignal;
}

/** Begins to watch. */
export function watchHeldState(clock: Clock): HeldStateWatch {
  const controller = new AbortController();
  const now = (): Milliseconds => clock.monotonic?.() ?? clock.now();
  let since: Milliseconds | undefined;
  return {
    tooLong: controller.signal,
    look({ problem }) {
      const isHeld = problem?.kind === 'store' && problem.cause === 'locked';
      since = isHeld ? (since ?? now()) : undefined;
      if (since !== undefined && now() - since >= longestHold) controller.abort();
    },
  };
}

/** The error for a run that was left because its state file was held for too long. */
export function heldState(settings: Pick<Settings, 'stateFile' | 'stateNamed'>, runId: string): StoreError {
  const { stateFile } = settings;
  const goOn = resumeCommand(runId, settings);
  const message = `state file ${stateFile} is held by another process, waited ${durationInWords(longestHold)}; run ${runId} is unharmed. When that process is done, go on with \`${goOn}\``;
  return { kind: 'store', cause: 'locked', message };
}
