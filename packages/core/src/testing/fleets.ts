import type { UpgradePlan } from '../contract/plan.ts';
import type { Provider } from '../contract/provider.ts';
import { digestOf } from '../engine/canonical.ts';
import { decideFleet, type FleetContext } from '../fleet/decide.ts';
import { fleetDigest } from '../fleet/document.ts';
import type { HookName } from '../fleet/hooks.ts';
import type { FleetInstance, FleetLimits, FleetPlan, Wave } from '../fleet/plan.ts';
import type { FleetInstanceRun, FleetRun, FleetState, InstanceState } from '../fleet/run.ts';
import { scopeOf } from '../fleet/source.ts';
import { memberOf, planOf, stepOf } from './plans.ts';

/** An instance of a fleet: its key is `SCOPE/NUMBER`, so that its account can be told from it. */
export function fleetInstance(key: string, duration = 100): FleetInstance {
  const [region = 'north'] = key.split('/');
  const reference = `tiny://${region}/${key.replaceAll('/', '-')}`;
  const plan: Omit<UpgradePlan<Provider>, 'digest'> = {
    ...planOf({
      id: `plan-${key}`,
      reference,
      scope: { provider: 'tiny', account: 'default', region },
      members: [memberOf(reference)],
      steps: [stepOf('a', [], { member: reference })],
      forecast: { duration, interruption: 1, calls: 1, maintenanceWindows: 0, remarks: [] },
    }),
  };
  return { key, source: 'main', reference, plan: { ...plan, digest: digestOf(plan) } };
}

export function waveOf(name: string, instances: readonly string[], bake = 0): Wave {
  return { name, instances, bake };
}

/** A fleet plan of waves, whose digest fits. */
export function fleetPlanOf(
  waves: readonly Wave[],
  limits: Partial<FleetLimits> = {},
  more: Partial<FleetPlan> = {},
): FleetPlan {
  const instances = waves.flatMap((wave) => wave.instances).map((key) => fleetInstance(key));
  const plan: Omit<FleetPlan, 'digest'> = {
    format: 'engine-upgrader/fleet-plan',
    formatVersion: 1,
    id: 'fleet-plan-1',
    name: 'all',
    createdAt: 0,
    to: '2',
    effectiveTime: 'immediate',
    approval: 'instances',
    options: {},
    instances,
    waves,
    leftOut: [],
    limits: { maxConcurrency: 10, maxErrors: 0, ...limits },
    transitions: [{ provider: 'tiny', from: '1', to: '2', instances: instances.length }],
    forecast: { makespan: 1, calls: 1, interruption: { median: 1, longest: 1 }, quota: {}, late: [] },
    ...more,
  };
  return { ...plan, digest: fleetDigest(plan) };
}

/** A fleet run of a plan, all of it waiting but for what is given. */
export function fleetStateOf(
  plan: FleetPlan,
  instances: Readonly<Record<string, FleetInstanceRun>> = {},
  run: Partial<FleetRun> = {},
): FleetState {
  const rows = plan.instances.map(({ key }): [string, FleetInstanceRun] => [
    key,
    instances[key] ?? { state: 'waiting' },
  ]);
  return {
    run: {
      id: 'fleet-1',
      plan,
      createdAt: 0,
      accepted: [],
      state: 'running',
      waves: plan.waves.map(() => ({ state: 'waiting' })),
      forgiven: 0,
      nextLookAt: 0,
      ...run,
    },
    instances: new Map(rows),
  };
}

/** Decides as of a time, with hooks by name. */
export function decidedAt(state: FleetState, now: number, hooks: readonly HookName[] = []): FleetState {
  const { instances } = state.run.plan;
  const context: FleetContext = {
    now,
    hooks: new Set(hooks),
    scopeOf,
    instances: new Map(instances.map((instance) => [instance.key, instance])),
  };
  return decideFleet(state, context);
}

/** Where each instance stands. */
export function standing(state: FleetState): Record<string, InstanceState> {
  return Object.fromEntries([...state.instances].map(([key, instance]) => [key, instance.state]));
}

/** The same fleet run with some instances elsewhere. */
export function withInstances(
  state: FleetState,
  changes: Readonly<Record<string, Partial<FleetInstanceRun>>>,
): FleetState {
  const instances = new Map(state.instances);
  for (const [key, change] of Object.entries(changes)) {
    instances.set(key, { ...(instances.get(key) ?? { state: 'waiting' }), ...change });
  }
  return { ...state, instances };
}
