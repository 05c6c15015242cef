import { type Instant, sightOf, type TimeSpan } from '@engine-upgrader/core';
import { maintenanceWindow } from '../maintenance-window.ts';
import { tasksKey } from '../needs.ts';
import type { ReplicationTask } from '../observe/resources.ts';
import type { DmsNote } from './note.ts';
import { mayHaveTakenEffect, ranSoFar, stoppedForUpgrade } from './running-before.ts';
import type { UpgradeInstanceStep } from './step.ts';
import type { DecidingUpgrade } from './upgrade-instance.ts';

/**
 * The instance is still available on the old version: which tasks run is kept up to date.
 *
 * @param queued whether the upgrade is seen to be queued
 */
export function stillHere(input: DecidingUpgrade, queued: boolean): DmsNote & { readonly askedAt: Instant } {
  const { step, snapshot, memory, context } = input;
  const { note } = memory;
  const isAsked = queued || mayHaveTakenEffect(memory) || note?.left === true;
  const asked = isAsked ? note?.askedAt : undefined;
  const askedAt = asked ?? snapshot.observedAt;
  const tasks = tasksOf(input);
  if (note?.left === true || !tasks) return { ...note, askedAt };
  const opens = asked === undefined ? undefined : windowAfter(step, asked)?.from;
  const mayBegin = asked === undefined ? undefined : Math.max(asked, opens ?? asked);
  return {
    askedAt,
    ...ranSoFar({ note, tasks, seenAt: snapshot.observedAt, mayBegin, opens, settle: context.settle }),
  };
}

/** It has left `available` for the upgrade, or has arrived: what ran before stays as it was noted. */
export function hasLeft(input: DecidingUpgrade): DmsNote {
  const { step, memory } = input;
  const { note } = memory;
  const tasks = tasksOf(input);
  if (!tasks) return { ...note, left: true };
  const opens = note?.askedAt === undefined ? undefined : windowAfter(step, note.askedAt)?.from;
  return { ...note, ...stoppedForUpgrade(note, tasks, opens), left: true };
}

/** Whether all is noted that the tasks can tell: the instance has left, and each that ran has a date of its stop. */
export function isComplete(note: DmsNote | undefined): boolean {
  return note?.left === true && (note.ran ?? []).every((task) => task.stopDate !== undefined);
}

/** The maintenance window in which what is asked for then takes effect; none where it does at once. */
export function windowAfter(step: UpgradeInstanceStep, asked: Instant): TimeSpan | undefined {
  if (step.effectiveTime === 'immediate' || step.maintenanceWindow === undefined) return undefined;
  return maintenanceWindow(step.maintenanceWindow, asked);
}

function tasksOf({ step, snapshot }: DecidingUpgrade): readonly ReplicationTask[] | undefined {
  const sight = sightOf(snapshot, tasksKey(step.instanceArn));
  return sight.sight === 'seen' && sight.value.kind === 'tasks' ? sight.value.tasks : undefined;
}
