import * as fc from 'fast-check';
import type { Facts } from '../contract/facts.ts';
import type { Finding } from '../contract/finding.ts';
import { freshMemory, type StepMemory } from '../contract/memory.ts';
import type { UpgradeOutcome } from '../contract/outcome.ts';
import type { PlannedMember, PlannedStep, UpgradePlan } from '../contract/plan.ts';
import type { Run, UpgradeHandle } from '../contract/run.ts';
import type { CallAnswer } from '../contract/verdict.ts';
import { reportStepId } from '../engine/run/state.ts';
import { orders, planOf, replica, stepOf } from './plans.ts';
import type { Tiny } from './tiny.ts';
import { answers } from './trial.ts';

const text: fc.Arbitrary<string> = fc.string({ unit: 'grapheme', maxLength: 12 });
const instant: fc.Arbitrary<number> = fc.nat(2 ** 41);
const count: fc.Arbitrary<number> = fc.nat(30);
const facts: fc.Arbitrary<Facts> = fc.dictionary(
  fc.stringMatching(/^[a-f#/:.-]{1,8}$/),
  fc.oneof(text, fc.boolean(), fc.integer()),
  { maxKeys: 4, noNullPrototype: true },
);
const error = fc.constantFrom(
  answers.busy.error,
  answers.unknown.error,
  { kind: 'throttled', message: 'slow down', retryAfter: 5 } as const,
  { kind: 'stale-plan', message: 'moved', moved: [{ field: 'a', planned: '1', seen: '2' }] } as const,
);
const stepState = fc.constantFrom<StepMemory<Tiny>['state'][]>(
  'pending',
  'open',
  'done',
  'passed',
  'dropped',
  'failed',
  'operator',
);

/** A record whose optional fields are there or absent, never undefined. */
function record<T>(
  needed: { readonly [K in keyof T]?: fc.Arbitrary<T[K]> },
  optional: { readonly [K in keyof T]?: fc.Arbitrary<Exclude<T[K], undefined>> },
): fc.Arbitrary<T> {
  const requiredKeys = Object.keys(needed) as never[];
  return fc.record({ ...needed, ...optional }, { requiredKeys, noNullPrototype: true }) as fc.Arbitrary<T>;
}

const finding: fc.Arbitrary<Finding> = record<Finding>(
  {
    name: text,
    status: fc.constantFrom('passed', 'failed', 'warning', 'unknown'),
    member: fc.constantFrom(orders, replica),
    message: text,
    seen: facts,
  },
  { remedy: text, link: text },
);

const member: fc.Arbitrary<PlannedMember> = record<PlannedMember>(
  { reference: fc.constantFrom(orders, replica), role: text, before: facts },
  { target: text },
);

const steps: fc.Arbitrary<readonly PlannedStep<Tiny>[]> = fc
  .array(fc.record({ restores: fc.boolean(), after: fc.array(fc.nat(9), { maxLength: 3 }), title: text }), {
    maxLength: 4,
  })
  .map((drawn) =>
    drawn.map(({ restores, after, title }, index) =>
      stepOf(`s${index}`, index === 0 ? [] : [...new Set(after.map((number) => `s${number % index}`))], {
        phase: restores ? 'restore' : 'forward',
        title,
        changes: [`${orders}#${index}`],
      }),
    ),
  );

/** Any plan whose digest fits. */
export const anyPlan: fc.Arbitrary<UpgradePlan<Tiny>> = fc
  .record({
    createdAt: instant,
    from: text,
    to: text,
    effectiveTime: fc.constantFrom('immediate' as const, 'maintenance-window' as const),
    hops: fc.array(fc.record({ from: text, to: text }, { noNullPrototype: true }), { maxLength: 3 }),
    members: fc.array(member, { minLength: 1, maxLength: 3 }),
    steps,
    findings: fc.array(finding, { maxLength: 2 }),
    fingerprint: facts,
  })
  .map((drawn) => planOf(drawn));

const intent = record<NonNullable<StepMemory<Tiny>['intent']>>(
  {
    call: fc.record({ operation: fc.constant('Set' as const), version: text }, { noNullPrototype: true }),
    token: fc.stringMatching(/^[0-9a-f]{1,48}$/),
    attempt: count,
    send: count,
    storedAt: instant,
    sendBy: instant,
  },
  { effect: fc.record({ from: instant, until: instant }, { noNullPrototype: true }) },
);

const answer = fc
  .tuple(fc.constantFrom<CallAnswer<Tiny>[]>(...Object.values(answers)), instant)
  .map(([given, at]) => ({ ...given, at }));

/** Any memory of a step. */
export const anyMemory: fc.Arbitrary<StepMemory<Tiny>> = record<StepMemory<Tiny>>(
  {
    state: stepState,
    attempts: count,
    failures: count,
    doubt: fc.boolean(),
    begun: fc.boolean(),
    refusals: count,
  },
  {
    enteredAt: instant,
    endedAt: instant,
    intent,
    answer,
    note: fc.constantFrom({ wasOn: '1' }, {}),
    row: fc.record(
      {
        says: text,
        reads: count,
        lastReadAt: instant,
        lookIds: fc.array(text, { maxLength: 4 }),
        since: fc.constantFrom({}, { one: 1_000 }, { one: 1_000, other: 2_000 }),
      },
      { noNullPrototype: true },
    ),
    watch: fc.record({ for: text, watched: instant }, { noNullPrototype: true }),
    lastLookAt: instant,
    busyRefusals: count,
    notBefore: instant,
    reason: text,
    evidence: facts,
    error,
    remedy: text,
  },
);

const untargeted = { reference: orders, role: 'primary', before: { version: '1' } };

const outcome: fc.Arbitrary<UpgradeOutcome<Tiny>> = record<UpgradeOutcome<Tiny>>(
  {
    result: fc.constantFrom('succeeded', 'failed', 'cancelled', 'needs-operator'),
    runId: text,
    from: text,
    to: text,
    startedAt: instant,
    endedAt: instant,
    members: fc.constantFrom(
      [],
      [{ ...untargeted, after: { version: '2' }, proof: { looks: ['x'], provedAt: 1 } }],
    ),
    steps: fc.constantFrom(
      [],
      [{ id: 's0', title: 'Set', member: orders, state: 'done' as const, acknowledgement: { taskId: '1' } }],
    ),
    todo: fc.array(text, { maxLength: 2 }),
    summary: text,
  },
  { error },
);

/** Any handle of any plan. */
export const anyHandle: fc.Arbitrary<UpgradeHandle<Tiny>> = anyPlan.chain((plan) => {
  const ids = [...plan.steps.map(({ id }) => id), reportStepId];
  const run = record<Run<Tiny>>(
    {
      id: text,
      plan: fc.constant(plan),
      createdAt: instant,
      accepted: fc.oneof(fc.constant('all' as const), fc.array(text, { maxLength: 3 })),
      state: fc.constantFrom('running', 'needs-operator', 'ended'),
      touched: fc.boolean(),
      nextLookAt: instant,
    },
    {
      cancelRequestedAt: instant,
      blind: fc.record({ watched: instant, lastTryAt: instant, error }, { noNullPrototype: true }),
      outcome,
    },
  );
  const memories = fc.tuple(...ids.map(() => anyMemory));
  return fc.tuple(run, memories).map(([drawn, all]) => ({
    format: 'engine-upgrader/handle',
    formatVersion: 1,
    provider: 'tiny',
    run: drawn,
    steps: Object.fromEntries(ids.map((id, index) => [id, all[index] ?? freshMemory<Tiny>()])),
  }));
});
