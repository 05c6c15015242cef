import type { Instant, StepContext } from '@engine-upgrader/core';
import type { ReplicationTask } from '../observe/resources.ts';
import { isStoppedByService, isTrouble } from '../observe/status.ts';
import type { AwsDms } from '../provider.ts';
import { mayHaveTakenEffect } from './running-before.ts';
import type { RestoreTaskStep } from './step.ts';

/** That a task ran before, and what stopped it. */
export interface Owed {
  readonly by: 'upgrader' | 'service';
  /** When this run or DMS stopped it, by the cloud's clock; `undefined` among them where one is not known. */
  readonly stops: readonly (Instant | undefined)[];
  readonly checkpoint?: string | undefined;
  /** It was seen to run again, and to be stopped by somebody before DMS did. */
  readonly stoppedByOthers: boolean;
}

/** Whether a task ran before and has to run again, from what the steps before have noted. */
export function owedTo(step: RestoreTaskStep, context: StepContext<AwsDms>): Owed | undefined {
  const sources = [
    owedByStop(step, context),
    ...step.upgradeSteps.map((id) => owedByUpgrade(step, id, context)),
  ];
  const [first, ...others] = sources.filter((source) => source !== undefined);
  if (!first) return undefined;
  const owed = others.reduce(
    (before, next) => ({
      by: before.by,
      stops: [...before.stops, ...next.stops],
      checkpoint: before.checkpoint ?? next.checkpoint,
      stoppedByOthers: next.stoppedByOthers,
    }),
    first,
  );
  return owed.stops.length === 0 ? undefined : owed;
}

/**
 * Whether somebody else stopped the task after this run or DMS had: its stop is none of those that are known.
 * Compares the cloud's dates with each other only.
 */
export function isStoppedByOthers(task: ReplicationTask, owed: Owed): boolean {
  if (isStoppedByService(task.stopReason) || isTrouble(task.stopReason)) return false;
  if (task.stopDate === undefined) return owed.stoppedByOthers;
  if (owed.stops.includes(task.stopDate)) return false;
  return owed.stops.includes(undefined) ? owed.stoppedByOthers : true;
}

function owedByStop(step: RestoreTaskStep, context: StepContext<AwsDms>): Owed | undefined {
  const memory = step.stopStep === undefined ? undefined : context.memories[step.stopStep];
  if (!memory || memory.state === 'passed' || !mayHaveTakenEffect(memory)) return undefined;
  const { before, stopped } = memory.note ?? {};
  const stopDate = memory.state === 'done' ? stopped?.stopDate : undefined;
  const checkpoint = stopped?.checkpoint ?? before?.checkpoint;
  return { by: 'upgrader', stops: [stopDate], checkpoint, stoppedByOthers: false };
}

function owedByUpgrade(step: RestoreTaskStep, id: string, context: StepContext<AwsDms>): Owed | undefined {
  const note = context.memories[id]?.note;
  const ran = note?.ran?.find((task) => task.taskArn === step.taskArn);
  const stoppedByOthers = note?.stoppedByOthers?.includes(step.taskArn) ?? false;
  if (ran) {
    return { by: 'service', stops: [ran.stopDate], checkpoint: ran.checkpoint, stoppedByOthers: false };
  }
  return stoppedByOthers ? { by: 'service', stops: [], checkpoint: undefined, stoppedByOthers } : undefined;
}
