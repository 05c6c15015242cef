import * as z from 'zod/mini';
import type { UpgradeError } from '../contract/errors.ts';
import type { Facts, Json } from '../contract/facts.ts';
import type { StepMemory } from '../contract/memory.ts';
import type { UpgradePlan } from '../contract/plan.ts';
import type { Provider } from '../contract/provider.ts';
import type { Run, UpgradeHandle } from '../contract/run.ts';
import { isJson, isPlain } from './json.ts';

// What may be in plans and handles: strict, so that a field nobody knows is refused and never dropped silently.
// A provider's own parts (step inputs, calls, notes, acknowledgements) are objects here; its driver checks inputs.

const isFact = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/** A plan has hundreds of facts: one function reads them, which takes a fraction of the time of a schema for each. */
const facts: z.ZodMiniType<Facts> = z.transform((input, { issues }) => {
  if (typeof input !== 'object' || input === null || Array.isArray(input) || !isPlain(input)) {
    issues.push({ code: 'invalid_type', expected: 'record', input });
    return z.NEVER;
  }
  const odd = Object.entries(input).find(([, value]) => !isFact(value));
  if (!odd) return { ...input };
  issues.push({ code: 'custom', path: [odd[0]], input: odd[1] });
  return z.NEVER;
});
const own = z.custom<Readonly<Record<string, Json>>>(
  (value) => isJson(value) && value !== null && typeof value === 'object' && !Array.isArray(value),
);
const input = z.looseObject({ kind: z.string() });
const call = z.looseObject({ operation: z.string() });
const instant = z.number();
const errorShape = z.looseObject({ kind: z.string(), message: z.string() });
const error = z.custom<UpgradeError>((value) => errorShape.safeParse(value).success);
const span = z.strictObject({ from: instant, until: instant });
const accepted = z.union([z.array(z.string()), z.literal('all')]);
const stepState = z.enum(['pending', 'open', 'done', 'passed', 'dropped', 'failed', 'operator']);

const finding = z.strictObject({
  name: z.string(),
  status: z.enum(['passed', 'failed', 'warning', 'unknown']),
  member: z.string(),
  message: z.string(),
  seen: facts,
  remedy: z.exactOptional(z.string()),
  link: z.exactOptional(z.string()),
});

const plannedStep = z.strictObject({
  id: z.string(),
  phase: z.enum(['forward', 'restore']),
  title: z.string(),
  member: z.string(),
  after: z.array(z.string()),
  changes: z.array(z.string()),
  input,
});

const member = z.strictObject({
  reference: z.string(),
  role: z.string(),
  before: facts,
  target: z.exactOptional(z.string()),
  gone: z.exactOptional(z.literal(true)),
});

const forecast = z.strictObject({
  duration: z.number(),
  interruption: z.number(),
  calls: z.number(),
  maintenanceWindows: z.number(),
  furtherInstances: z.exactOptional(z.number()),
  pauses: z.exactOptional(
    z.array(z.strictObject({ member: z.string(), pauses: z.record(z.string(), z.number()) })),
  ),
  remarks: z.array(z.string()),
});

export const planSchema: z.ZodMiniType<UpgradePlan<Provider>> = z.strictObject({
  format: z.literal('engine-upgrader/plan'),
  formatVersion: z.literal(1),
  id: z.string(),
  provider: z.string(),
  scope: z.strictObject({ provider: z.string(), account: z.string(), region: z.string() }),
  reference: z.string(),
  createdAt: instant,
  from: z.string(),
  to: z.string(),
  effectiveTime: z.enum(['immediate', 'maintenance-window']),
  hops: z.array(z.strictObject({ from: z.string(), to: z.string() })),
  members: z.array(member).check(z.minLength(1)),
  steps: z.array(plannedStep),
  findings: z.array(finding),
  forecast,
  fingerprint: facts,
  digest: z.string(),
});

const intent = z.strictObject({
  call,
  token: z.string().check(z.maxLength(64)),
  attempt: z.number(),
  send: z.number(),
  storedAt: instant,
  sendBy: instant,
  effect: z.exactOptional(span),
});

const answer = z.union([
  z.strictObject({
    answer: z.literal('accepted'),
    acknowledgement: own,
    requestId: z.exactOptional(z.string()),
    at: instant,
  }),
  z.strictObject({ answer: z.enum(['throttled', 'busy', 'rejected', 'unknown']), error, at: instant }),
]);

const readsInARow = z.strictObject({
  says: z.string(),
  reads: z.number(),
  lastReadAt: instant,
  lookIds: z.array(z.string()),
  since: z.exactOptional(z.record(z.string(), instant)),
});

export const memorySchema: z.ZodMiniType<StepMemory<Provider>> = z.strictObject({
  state: stepState,
  enteredAt: z.exactOptional(instant),
  endedAt: z.exactOptional(instant),
  attempts: z.number(),
  failures: z.number(),
  intent: z.exactOptional(intent),
  answer: z.exactOptional(answer),
  doubt: z.boolean(),
  begun: z.boolean(),
  note: z.exactOptional(own),
  row: z.exactOptional(readsInARow),
  watch: z.exactOptional(z.strictObject({ for: z.string(), watched: z.number() })),
  lastLookAt: z.exactOptional(instant),
  lastLookBy: z.exactOptional(z.string()),
  refusals: z.number(),
  busyRefusals: z.exactOptional(z.number()),
  notBefore: z.exactOptional(instant),
  paused: z.exactOptional(z.literal(true)),
  reason: z.exactOptional(z.string()),
  evidence: z.exactOptional(facts),
  error: z.exactOptional(error),
  remedy: z.exactOptional(z.string()),
});

const memberOutcome = z.strictObject({
  reference: z.string(),
  role: z.string(),
  before: facts,
  after: z.exactOptional(facts),
  proof: z.exactOptional(z.strictObject({ looks: z.array(z.string()), provedAt: instant })),
});

const stepOutcome = z.strictObject({
  id: z.string(),
  title: z.string(),
  member: z.string(),
  state: stepState,
  reason: z.exactOptional(z.string()),
  error: z.exactOptional(error),
  remedy: z.exactOptional(z.string()),
  acknowledgement: z.exactOptional(own),
});

const outcome = z.strictObject({
  result: z.enum(['succeeded', 'failed', 'cancelled', 'needs-operator']),
  runId: z.string(),
  from: z.string(),
  to: z.string(),
  startedAt: instant,
  endedAt: instant,
  members: z.array(memberOutcome),
  steps: z.array(stepOutcome),
  error: z.exactOptional(error),
  todo: z.array(z.string()),
  summary: z.string(),
});

const runParts = {
  id: z.string(),
  createdAt: instant,
  accepted,
  state: z.enum(['running', 'needs-operator', 'ended']),
  touched: z.boolean(),
  cancelRequestedAt: z.exactOptional(instant),
  continuedAt: z.exactOptional(instant),
  blind: z.exactOptional(
    z.strictObject({
      watched: z.number(),
      lastTryAt: instant,
      lastTryBy: z.exactOptional(z.string()),
      error,
    }),
  ),
  nextLookAt: instant,
  outcome: z.exactOptional(outcome),
};

/** A run as stored: its plan, which never changes, is kept apart. */
export const storedRunSchema: z.ZodMiniType<Omit<Run<Provider>, 'plan'>> = z.strictObject(runParts);

const runSchema: z.ZodMiniType<Run<Provider>> = z.strictObject({ ...runParts, plan: planSchema });

export const handleSchema: z.ZodMiniType<UpgradeHandle<Provider>> = z.strictObject({
  format: z.literal('engine-upgrader/handle'),
  formatVersion: z.literal(1),
  provider: z.string(),
  run: runSchema,
  steps: z.record(z.string(), memorySchema),
});
