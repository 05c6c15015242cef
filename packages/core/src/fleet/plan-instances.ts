import { blockingFindings } from '../contract/finding.ts';
import type { Instance } from '../contract/instance.ts';
import type { Provider } from '../contract/provider.ts';
import type { UpgradeRequest } from '../contract/request.ts';
import { guarded } from '../engine/guard.ts';
import { makePlan } from '../engine/planning.ts';
import type { FleetInstance, LeftOut } from './plan.ts';
import type { FleetRequest } from './request.ts';
import type { Selected } from './select-instances.ts';
import type { OpenSource } from './source.ts';

/** Plans of a scope that are made at the same time; its budget paces them besides. */
const plansAtOnce = 8;

/** How far planning has come. */
export interface PlannedSoFar {
  readonly done: number;
  readonly of: number;
}

/** The key of an instance in a fleet plan. */
export function keyOf(source: OpenSource, { url }: Instance<Provider>): string {
  return `${source.name}:${url}`;
}

/** Plans each instance, some of a region at the same time; one that has no plan is left out, and says why. */
export async function planAll(
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
  return { key: keyOf(source, instance), ...named, plan };
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
