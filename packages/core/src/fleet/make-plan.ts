import { err, Result } from 'neverthrow';
import type { UpgradeError } from '../contract/errors.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import { emit } from '../engine/events.ts';
import { fleetDigest } from './document.ts';
import { forecastFleet } from './forecast.ts';
import {
  type FleetInstance,
  type FleetLimits,
  type FleetPlan,
  fleetPlanFormatVersion,
  type LeftOut,
  type Transition,
} from './plan.ts';
import { keyOf, planAll, type PlannedSoFar } from './plan-instances.ts';
import type { FleetRequest } from './request.ts';
import { checkFleetRequest } from './request-check.ts';
import { nothingSelected, reachedTwice, selectInstances } from './select-instances.ts';
import { instancesOf } from './shares.ts';
import type { OpenSource } from './source.ts';
import { assignWaves, type Candidate } from './waves.ts';

interface Ports {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly onPlanned?: ((planned: PlannedSoFar) => void) | undefined;
}

/** Makes a fleet plan: lists, selects, plans each instance, puts them into waves. Reads only. */
export async function makeFleetPlan(
  sources: readonly OpenSource[],
  given: FleetRequest,
  ports: Ports,
): Promise<Result<FleetPlan, UpgradeError>> {
  const checked = checkFleetRequest(given, ports.clock.now());
  if (checked.isErr()) return err(checked.error);
  const request = checked.value;
  const { selected, leftOut } = await selectInstances(sources, request);
  const twice = reachedTwice(selected);
  if (twice) return err(twice);
  if (selected.length === 0) return err(nothingSelected(leftOut));
  const planned = await planAll(selected, request, (done) => {
    if (ports.onPlanned) emit(ports.onPlanned, { done, of: selected.length });
  });
  const instances = planned.flatMap((one) => ('plan' in one ? [one] : []));
  const withoutPlan = planned.flatMap((one) => ('plan' in one ? [] : [one]));
  const allLeftOut = [...leftOut, ...withoutPlan];
  const tags = new Map(
    selected.map(({ source, instance }) => {
      const { tagsIgnoreCase = false } = source.engine.driver;
      return [keyOf(source, instance), { tags: instance.tags, tagsIgnoreCase }] as const;
    }),
  );
  return putTogether(request, instances, tags, allLeftOut, ports);
}

function putTogether(
  request: FleetRequest,
  instances: readonly FleetInstance[],
  tags: ReadonlyMap<string, Omit<Candidate, 'key'>>,
  leftOut: readonly LeftOut[],
  { clock, randomness }: Ports,
): Result<FleetPlan, UpgradeError> {
  const createdAt = clock.now();
  const deadline = request.deadline ?? request.select?.forcedBefore;
  const candidates = instances.map(({ key }) => ({ key, tags: undefined, ...tags.get(key) }));
  const waves = assignWaves(candidates, request);
  if (waves.isErr()) return err(waves.error);
  return limitsOf(request, instances.length).map((limits) => {
    const plan: Omit<FleetPlan, 'digest'> = {
      format: 'engine-upgrader/fleet-plan',
      formatVersion: fleetPlanFormatVersion,
      id: randomness.id(),
      name: request.name,
      createdAt,
      to: request.to,
      effectiveTime: request.effectiveTime ?? 'immediate',
      approval: request.approval ?? 'instances',
      options: request.options ?? {},
      instances,
      waves: waves.value,
      leftOut,
      limits,
      transitions: transitionsOf(instances),
      ...(deadline === undefined ? {} : { deadline }),
      forecast: forecastFleet(instances, waves.value, limits, createdAt, deadline),
      ...(request.carry === undefined ? {} : { carry: request.carry }),
    };
    return { ...plan, digest: fleetDigest(plan) };
  });
}

function limitsOf(request: FleetRequest, all: number): Result<FleetLimits, UpgradeError> {
  const { maxConcurrency = 10, maxConcurrencyPerScope, maxErrors = 0, calendar } = request;
  const shares = Result.combine([
    instancesOf('maxConcurrency', maxConcurrency, all, 1),
    instancesOf('maxErrors', maxErrors, all, 0),
    instancesOf('maxConcurrencyPerScope', maxConcurrencyPerScope ?? 1, all, 1),
  ]);
  return shares.map(([concurrency, errors, perScope]) => ({
    maxConcurrency: concurrency,
    ...(maxConcurrencyPerScope === undefined ? {} : { maxConcurrencyPerScope: perScope }),
    maxErrors: errors,
    ...(calendar === undefined ? {} : { calendar }),
  }));
}

function transitionsOf(instances: readonly FleetInstance[]): readonly Transition[] {
  const found = new Map<string, Transition>();
  for (const { plan } of instances) {
    const key = `${plan.provider} ${plan.from} ${plan.to}`;
    const { provider, from, to } = plan;
    const instancesSoFar = found.get(key)?.instances ?? 0;
    found.set(key, { provider, from, to, instances: instancesSoFar + 1 });
  }
  return [...found.values()];
}
