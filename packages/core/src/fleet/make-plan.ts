import { err, Result } from 'neverthrow';
import { invalidInput, type UpgradeError } from '../contract/errors.ts';
import { blockingFindings } from '../contract/finding.ts';
import type { Instance } from '../contract/instance.ts';
import type { Provider } from '../contract/provider.ts';
import type { Clock, Randomness } from '../contract/ports.ts';
import type { UpgradeRequest } from '../contract/request.ts';
import { emit } from '../engine/events.ts';
import { guarded, guardedListing } from '../engine/guard.ts';
import { makePlan } from '../engine/planning.ts';
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
import type { FleetRequest } from './request.ts';
import { checkFleetRequest } from './request-check.ts';
import { isSelected, whyNotByItself } from './select.ts';
import { regionsOf } from './select-regions.ts';
import { instancesOf } from './shares.ts';
import type { OpenSource } from './source.ts';
import { assignWaves, type Candidate } from './waves.ts';

/** Plans of a scope that are made at the same time; its budget paces them besides. */
const plansAtOnce = 8;

interface Selected {
  readonly source: OpenSource;
  readonly instance: Instance<Provider>;
}

interface Ports {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly onPlanned?: ((planned: PlannedSoFar) => void) | undefined;
}

/** How far planning has come. */
export interface PlannedSoFar {
  readonly done: number;
  readonly of: number;
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

function keyOf(source: OpenSource, { url }: Instance<Provider>): string {
  return `${source.name}:${url}`;
}

/** Everything that is selected, and what could not be read. */
async function selectInstances(
  sources: readonly OpenSource[],
  { select = {}, canary, waves = [] }: FleetRequest,
): Promise<{ readonly selected: readonly Selected[]; readonly leftOut: readonly LeftOut[] }> {
  const tags = [select, ...waves, ...(canary ? [canary] : [])].some((part) => part.tags !== undefined);
  const listings = sources.flatMap((source) =>
    regionsOf(source.engine.driver.provider, source.regions, select).map((region) => ({ source, region })),
  );
  const parts = await Promise.all(
    listings.map(async ({ source, region }) => {
      const selected = new Map<string, Selected>();
      const leftOut: LeftOut[] = [];
      const filter = { tags, ...(region === undefined ? {} : { regions: [region] }) };
      for await (const listed of guardedListing(source.engine.driver.list(filter, source.reach(region)))) {
        if (listed.isErr()) {
          const { message } = listed.error;
          leftOut.push({ source: source.name, reason: message, error: listed.error });
          continue;
        }
        const instance = listed.value;
        if (!isSelected(instance, select, source.engine.driver.tagsIgnoreCase)) continue;
        const why = whyNotByItself(instance);
        if (why === undefined) selected.set(instance.url, { source, instance });
        else leftOut.push({ source: source.name, reference: instance.url, reason: why });
      }
      return { selected: [...selected.values()], leftOut };
    }),
  );
  return {
    selected: parts.flatMap(({ selected }) => selected),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
  };
}

/** One instance that two sources reach would be upgraded by two runs. */
function reachedTwice(selected: readonly Selected[]): UpgradeError | undefined {
  const by = new Map<string, OpenSource>();
  for (const { source, instance } of selected) {
    const identity = `${instance.reference.provider} ${instance.identity ?? instance.url}`;
    const other = by.get(identity);
    if (other) {
      const message = `${instance.url} is reached by "${other.name}" and by "${source.name}"; leave one of them out, or select otherwise. Nothing was changed`;
      return invalidInput('sources', message);
    }
    by.set(identity, source);
  }
  return undefined;
}

function nothingSelected(leftOut: readonly LeftOut[]): UpgradeError {
  const failed = leftOut.find(({ error }) => error !== undefined)?.error;
  if (failed) return failed;
  const message = 'no instance is selected: the selection is empty; see `instances` for what there is';
  return invalidInput('select', `${message}. Nothing was changed`);
}

async function planAll(
  selected: readonly Selected[],
  request: FleetRequest,
  onPlanned: (done: number) => void,
): Promise<readonly (FleetInstance | LeftOut)[]> {
  const byRegion = new Map<string, { index: number; one: Selected }[]>();
  for (const [index, one] of selected.entries()) {
    const key = `${one.source.name} ${one.instance.reference.region}`;
    const group = byRegion.get(key) ?? [];
    group.push({ index, one });
    byRegion.set(key, group);
  }
  const planned: (FleetInstance | LeftOut)[] = [];
  let done = 0;
  onPlanned(done);
  const planGroup = async (group: { index: number; one: Selected }[]): Promise<void> => {
    for (let next = group.shift(); next; next = group.shift()) {
      planned[next.index] = await planOne(next.one, request);
      done += 1;
      onPlanned(done);
    }
  };
  const workers = [...byRegion.values()].flatMap((group) =>
    Array.from({ length: Math.min(plansAtOnce, group.length) }, () => planGroup(group)),
  );
  await Promise.all(workers);
  return planned;
}

async function planOne(
  { source, instance }: Selected,
  request: FleetRequest,
): Promise<FleetInstance | LeftOut> {
  const { url: reference } = instance;
  const named = { source: source.name, reference };
  // Reached the target already: no reads are needed to say so.
  if (instance.version === request.to) return { ...named, reason: `it is on ${request.to} already` };
  const reach = source.reach(instance.reference.region);
  const made = await guarded('plan', () =>
    makePlan(source.engine, requestFor(reference, request, source.engine.driver.provider), reach),
  );
  if (made.isErr()) return { ...named, reason: made.error.message, error: made.error };
  const plan = made.value;
  if (plan.steps.length === 0) return { ...named, reason: `it is on ${plan.to} already` };
  const { failed } = blockingFindings(plan.findings, 'all');
  if (failed.length > 0) {
    const message = `preconditions failed: ${failed.map(({ name, message: found }) => `${name} (${found})`).join('; ')}`;
    return { ...named, reason: message, error: { kind: 'precondition', message, failed, unaccepted: [] } };
  }
  return { key: `${source.name}:${reference}`, ...named, plan };
}

/** What is asked for one instance of a fleet. */
export function requestFor(
  reference: string,
  { to, effectiveTime, options }: Pick<FleetRequest, 'to' | 'effectiveTime' | 'options'>,
  provider: string,
): UpgradeRequest<Provider> {
  const own = options?.[provider];
  return {
    reference,
    to,
    ...(effectiveTime === undefined ? {} : { effectiveTime }),
    ...(own === undefined ? {} : { options: own }),
  };
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
