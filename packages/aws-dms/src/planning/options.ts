import { invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';
import type { AfterFailedMove, StopTasks, Strategy, WithoutCheckpoint } from '../request-options.ts';
import { mostMoveAttempts, usualMoveAttempts } from '../steps/move-attempts.ts';
import type { ResolvedDmsRequest } from './request.ts';

const names = z
  .array(z.string().check(z.minLength(1), z.maxLength(255)))
  .check(z.minLength(1), z.maxLength(600));

const schema = z.strictObject({
  strategy: z.optional(z.enum(['in-place', 'side-by-side', 'cleanup'])),
  stopTasks: z.optional(z.enum(['upgrader', 'dms'])),
  tasks: z.optional(z.union([z.enum(['all', 'running']), names])),
  order: z.optional(names),
  parallelTasks: z.optional(z.int().check(z.minimum(1), z.maximum(200))),
  canary: z.optional(z.int().check(z.minimum(0), z.maximum(200))),
  pauseAfterCanary: z.optional(z.boolean()),
  afterFailedMove: z.optional(z.enum(['resume-on-old', 'leave-stopped'])),
  moveAttempts: z.optional(z.int().check(z.minimum(1), z.maximum(mostMoveAttempts))),
  withoutCheckpoint: z.optional(z.enum(['refuse', 'move'])),
  target: z.optional(z.string().check(z.minLength(1), z.maxLength(63))),
  targetClass: z.optional(z.string().check(z.minLength(1), z.maxLength(60))),
  targetStorage: z.optional(z.int().check(z.minimum(5), z.maximum(6_144))),
  targetZone: z.optional(z.string().check(z.minLength(1), z.maxLength(60))),
  toleratedPause: z.optional(z.int().check(z.minimum(1_000))),
  cleanupOf: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
});

/** Options that mean something for one strategy only. */
const ownOptions: Readonly<Record<string, Strategy>> = {
  stopTasks: 'in-place',
  tasks: 'side-by-side',
  order: 'side-by-side',
  parallelTasks: 'side-by-side',
  canary: 'side-by-side',
  pauseAfterCanary: 'side-by-side',
  afterFailedMove: 'side-by-side',
  moveAttempts: 'side-by-side',
  withoutCheckpoint: 'side-by-side',
  target: 'side-by-side',
  targetClass: 'side-by-side',
  targetStorage: 'side-by-side',
  targetZone: 'side-by-side',
  cleanupOf: 'cleanup',
};

/** The choices of a request, with their defaults. */
export interface ResolvedOptions {
  readonly strategy: Strategy;
  /** Whether the strategy was asked for. */
  readonly chosen: boolean;
  readonly stopTasks: StopTasks;
  readonly tasks: 'all' | 'running' | readonly string[];
  readonly order: readonly string[];
  readonly parallelTasks: number;
  /** As asked for; else there is one where there is more than one task. */
  readonly canary: number | undefined;
  readonly pauseAfterCanary: boolean;
  readonly afterFailedMove: AfterFailedMove;
  readonly moveAttempts: number;
  readonly withoutCheckpoint: WithoutCheckpoint;
  readonly target: string | undefined;
  readonly targetClass: string | undefined;
  readonly targetStorage: number | undefined;
  readonly targetZone: string | undefined;
  /** Milliseconds. */
  readonly toleratedPause: number | undefined;
  readonly cleanupOf: string | undefined;
}

/** Checks a request's choices, which may come from a command line. */
export function resolveOptions(request: ResolvedDmsRequest): Result<ResolvedOptions, UpgradeError> {
  if (request.onlyThis) {
    const message =
      'the tasks of a replication instance cannot be left out: DMS stops them for the upgrade; let DMS stop and resume them with stopTasks dms';
    return err({ kind: 'unsupported', message, instead: 'stopTasks dms' });
  }
  const parsed = schema.safeParse(request.options ?? {}, { error: en().localeError });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = issue?.path.map(String).join('.') || 'options';
    return err(invalidInput(name, `${name} cannot be: ${issue?.message ?? 'not an object'}`));
  }
  const { strategy = 'in-place' } = parsed.data;
  const given = Object.entries(parsed.data).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const foreign = given.find((name) => (ownOptions[name] ?? strategy) !== strategy);
  if (foreign !== undefined) {
    const message = `${foreign} is for the strategy ${ownOptions[foreign]}, not for ${strategy}. Nothing was changed`;
    return err(invalidInput(foreign, message));
  }
  return checkTiming(request, strategy, parsed.data.stopTasks).andThen((stopTasks) =>
    checkTarget(parsed.data).map(() => ({
      strategy,
      chosen: parsed.data.strategy !== undefined,
      stopTasks,
      tasks: parsed.data.tasks ?? 'all',
      order: parsed.data.order ?? [],
      parallelTasks: parsed.data.parallelTasks ?? 1,
      canary: parsed.data.canary,
      pauseAfterCanary: parsed.data.pauseAfterCanary ?? true,
      afterFailedMove: parsed.data.afterFailedMove ?? 'resume-on-old',
      moveAttempts: parsed.data.moveAttempts ?? usualMoveAttempts,
      withoutCheckpoint: parsed.data.withoutCheckpoint ?? 'refuse',
      target: parsed.data.target,
      targetClass: parsed.data.targetClass,
      targetStorage: parsed.data.targetStorage,
      targetZone: parsed.data.targetZone,
      toleratedPause: parsed.data.toleratedPause,
      cleanupOf: parsed.data.cleanupOf,
    })),
  );
}

function checkTiming(
  { effectiveTime }: ResolvedDmsRequest,
  strategy: Strategy,
  stopTasks: StopTasks | undefined,
): Result<StopTasks, UpgradeError> {
  const waits = effectiveTime === 'maintenance-window';
  if (waits && strategy !== 'in-place') {
    const message = `the strategy ${strategy} takes effect at once; maintenance-window is for in-place. Nothing was changed`;
    return err(invalidInput('effectiveTime', message));
  }
  if (waits && stopTasks === 'upgrader') {
    const message =
      'stopTasks upgrader cannot be with maintenance-window: DMS stops the tasks when the window opens';
    return err(invalidInput('stopTasks', message));
  }
  return ok(stopTasks ?? (waits ? 'dms' : 'upgrader'));
}

function checkTarget(options: z.infer<typeof schema>): Result<void, UpgradeError> {
  const { target, targetClass, targetStorage, targetZone } = options;
  if (target === undefined) return ok();
  const of = targetClass ?? targetStorage ?? targetZone;
  if (of === undefined) return ok();
  const message = `target ${target} exists: its class, storage and zone cannot be chosen. Nothing was changed`;
  return err(invalidInput('target', message));
}
