import * as z from 'zod/mini';
import type { UpgradeError } from '../contract/errors.ts';
import type { Json } from '../contract/facts.ts';
import { isJson } from '../document/json.ts';
import { planSchema } from '../document/schema.ts';
import type { FleetOutline, FleetPlan } from './plan.ts';
import type { Calendar } from './request.ts';
import type { FleetInstanceRun, FleetRun } from './run.ts';

// What may be in stored fleet runs and in fleet plans: strict, as for runs and plans.

const instant = z.number();
const errorShape = z.looseObject({ kind: z.string(), message: z.string() });
const error = z.custom<UpgradeError>((value) => errorShape.safeParse(value).success);
const hook = z.strictObject({ by: z.string(), until: instant });
const count = z.number().check(z.nonnegative());
const texts = z.array(z.string());

/** The row of one instance. */
export const fleetInstanceSchema: z.ZodMiniType<FleetInstanceRun> = z.strictObject({
  state: z.enum([
    'waiting',
    'preparing',
    'running',
    'finishing',
    'succeeded',
    'failed',
    'cancelled',
    'needs-operator',
    'vetoed',
    'not-begun',
  ]),
  runId: z.exactOptional(z.string()),
  beganAt: z.exactOptional(instant),
  endedAt: z.exactOptional(instant),
  hook: z.exactOptional(hook),
  result: z.exactOptional(z.enum(['succeeded', 'failed', 'cancelled'])),
  reason: z.exactOptional(z.string()),
  error: z.exactOptional(error),
  todo: z.exactOptional(texts),
  replanned: z.exactOptional(count),
});

const wave = z.strictObject({
  state: z.enum(['waiting', 'preparing', 'running', 'finishing', 'baking', 'over']),
  beganAt: z.exactOptional(instant),
  endedAt: z.exactOptional(instant),
  hook: z.exactOptional(hook),
});

/** The row of a fleet run itself: its plan, which never changes, is kept apart. */
export const storedFleetRunSchema: z.ZodMiniType<Omit<FleetRun, 'plan'>> = z.strictObject({
  id: z.string(),
  createdAt: instant,
  accepted: z.union([texts, z.literal('all')]),
  state: z.enum(['running', 'stopped', 'ended']),
  waves: z.array(wave),
  hold: z.exactOptional(
    z.strictObject({
      hold: z.enum(['paused', 'draining', 'cancelling']),
      since: instant,
      reason: z.string(),
    }),
  ),
  forgiven: count,
  endedAt: z.exactOptional(instant),
  nextLookAt: instant,
});

const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

/** A calendar as it may be in a plan. */
export const calendarSchema: z.ZodMiniType<Calendar> = z.strictObject({
  timeZone: z.exactOptional(z.string()),
  days: z.exactOptional(z.array(weekday)),
  hours: z.exactOptional(z.strictObject({ from: z.string(), to: z.string() })),
  freezes: z.exactOptional(z.array(z.strictObject({ from: z.string(), to: z.string() }))),
});

/** What a fleet plan has besides its instances. */
const besidesInstances = {
  format: z.literal('engine-upgrader/fleet-plan'),
  formatVersion: z.literal(1),
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  to: z.string(),
  effectiveTime: z.enum(['immediate', 'maintenance-window']),
  approval: z.enum(['instances', 'transitions']),
  options: z.record(z.string(), z.record(z.string(), z.unknown())),
  waves: z.array(z.strictObject({ name: z.string(), instances: texts, bake: count })),
  leftOut: z.array(
    z.strictObject({
      source: z.string(),
      reference: z.exactOptional(z.string()),
      reason: z.string(),
      error: z.exactOptional(error),
    }),
  ),
  limits: z.strictObject({
    maxConcurrency: count,
    maxConcurrencyPerScope: z.exactOptional(count),
    maxErrors: count,
    calendar: z.exactOptional(calendarSchema),
  }),
  transitions: z.array(
    z.strictObject({ provider: z.string(), from: z.string(), to: z.string(), instances: count }),
  ),
  deadline: z.exactOptional(instant),
  forecast: z.strictObject({
    makespan: count,
    calls: count,
    interruption: z.strictObject({ median: count, longest: count }),
    quota: z.record(z.string(), count),
    late: texts,
  }),
  carry: z.exactOptional(z.custom<Json>(isJson)),
  digest: z.string(),
} as const;

const instance = { key: z.string(), source: z.string(), reference: z.string() } as const;

/** A fleet plan. */
export const fleetPlanSchema: z.ZodMiniType<FleetPlan> = z.strictObject({
  ...besidesInstances,
  instances: z.array(z.strictObject({ ...instance, plan: planSchema })),
});

const outlinedPlan = z.strictObject({
  scope: z.strictObject({ provider: z.string(), account: z.string(), region: z.string() }),
  from: z.string(),
  to: z.string(),
  digest: z.string(),
  forecast: z.strictObject({ duration: count }),
});

/** A fleet plan as it is stored with its run. */
export const fleetOutlineSchema: z.ZodMiniType<FleetOutline> = z.strictObject({
  ...besidesInstances,
  instances: z.array(z.strictObject({ ...instance, plan: outlinedPlan })),
});
