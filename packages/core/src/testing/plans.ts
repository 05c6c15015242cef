import { freshMemory, type StepMemory, type StepState } from '../contract/memory.ts';
import type { PlannedMember, PlannedStep, UpgradePlan } from '../contract/plan.ts';
import type { UpgradeOutcome } from '../contract/outcome.ts';
import type { Run } from '../contract/run.ts';
import { digestOf } from '../engine/canonical.ts';
import { type RunState, reportStepId } from '../engine/run/state.ts';
import type { Tiny } from './tiny.ts';

export const orders = 'tiny://cn-hangzhou/orders';
export const replica = 'tiny://cn-hangzhou/orders-replica';

/** A step that waits for others. */
export function stepOf(
  id: string,
  after: readonly string[] = [],
  more: Partial<PlannedStep<Tiny>> = {},
): PlannedStep<Tiny> {
  const input = { kind: 'set', version: '2' } as const;
  return { id, phase: 'forward', title: `Set ${id}`, member: orders, after, changes: [], input, ...more };
}

export function memberOf(reference: string, more: Partial<PlannedMember> = {}): PlannedMember {
  return { reference, role: 'primary', before: { version: '1' }, target: '2', ...more };
}

/** A plan for `orders` from 1 to 2, with a digest that fits. */
export function planOf(more: Partial<UpgradePlan<Tiny>> = {}): UpgradePlan<Tiny> {
  const plan: Omit<UpgradePlan<Tiny>, 'digest'> = {
    format: 'engine-upgrader/plan',
    formatVersion: 1,
    id: 'plan-1',
    provider: 'tiny',
    scope: { provider: 'tiny', account: 'default', region: 'cn-hangzhou' },
    reference: orders,
    createdAt: 1_000,
    from: '1',
    to: '2',
    effectiveTime: 'immediate',
    hops: [{ from: '1', to: '2' }],
    members: [memberOf(orders)],
    steps: [stepOf('a')],
    findings: [],
    forecast: { duration: 1, interruption: 1, calls: 1, maintenanceWindows: 0, remarks: [] },
    fingerprint: { [`${orders}#version`]: '1' },
    ...more,
  };
  return { ...plan, digest: digestOf(plan) };
}

/** A run of a plan, with all its memories fresh but for those given. */
export function stateOf(
  plan: UpgradePlan<Tiny>,
  memories: Readonly<Record<string, Partial<StepMemory<Tiny>>>> = {},
  run: Partial<Run<Tiny>> = {},
): RunState<Tiny> {
  const ids = [...plan.steps.map(({ id }) => id), reportStepId];
  const all = ids.map((id) => [id, { ...freshMemory<Tiny>(), ...memories[id] }] as const);
  return {
    run: {
      id: 'run-1',
      plan,
      createdAt: 1_000,
      accepted: [],
      state: 'running',
      touched: false,
      nextLookAt: 1_000,
      ...run,
    },
    memories: Object.fromEntries(all),
  };
}

/** An intent of a first send. */
export const firstIntent: NonNullable<StepMemory<Tiny>['intent']> = {
  call: { operation: 'Set', version: '2' },
  token: 't',
  attempt: 1,
  send: 1,
  storedAt: 1,
  sendBy: 2,
};

/** What a run came to: it needs an operator, unless told otherwise. */
export function outcomeOf(more: Partial<UpgradeOutcome<Tiny>> = {}): UpgradeOutcome<Tiny> {
  return {
    result: 'needs-operator',
    runId: 'run-1',
    from: '1',
    to: '2',
    startedAt: 1,
    endedAt: 2,
    members: [],
    steps: [],
    todo: [],
    summary: '',
    ...more,
  };
}

/** Where each step stands. */
export function statesOf(state: RunState<Tiny>): Record<string, StepState> {
  return Object.fromEntries(Object.entries(state.memories).map(([id, memory]) => [id, memory.state]));
}
