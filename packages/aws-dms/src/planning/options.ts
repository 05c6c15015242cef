import { invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { z } from 'zod';
import type { StopTasks } from '../provider.ts';
import type { ResolvedDmsRequest } from './request.ts';

const schema = z.strictObject({
  strategy: z.enum(['in-place']).optional(),
  stopTasks: z.enum(['upgrader', 'dms']).optional(),
});

/** The choices of a request, with their defaults. */
export interface ResolvedOptions {
  readonly strategy: 'in-place';
  readonly stopTasks: StopTasks;
}

/** Checks a request's choices, which may come from a command line. */
export function resolveOptions(request: ResolvedDmsRequest): Result<ResolvedOptions, UpgradeError> {
  if (request.onlyThis) {
    const message =
      'the tasks of a replication instance cannot be left out: DMS stops them for the upgrade; let DMS stop and resume them with stopTasks dms';
    return err({ kind: 'unsupported', message, instead: 'stopTasks dms' });
  }
  const parsed = schema.safeParse(request.options ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = issue?.path.map(String).join('.') || 'options';
    return err(invalidInput(name, `${name} cannot be: ${issue?.message ?? 'not an object'}`));
  }
  const { strategy = 'in-place', stopTasks } = parsed.data;
  const waits = request.effectiveTime === 'maintenance-window';
  if (waits && stopTasks === 'upgrader') {
    const message =
      'stopTasks upgrader cannot be with maintenance-window: DMS stops the tasks when the window opens';
    return err(invalidInput('stopTasks', message));
  }
  return ok({ strategy, stopTasks: stopTasks ?? (waits ? 'dms' : 'upgrader') });
}
