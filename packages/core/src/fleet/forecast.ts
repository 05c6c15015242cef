import type { Instant } from '../contract/time.ts';
import type { FleetForecast, FleetInstance, FleetLimits, Wave } from './plan.ts';
import { type Scheduled, schedule } from './schedule.ts';
import { scopeOf } from './source.ts';

/** What a fleet run would cost, were it started at that time. Pure. */
export function forecastFleet(
  instances: readonly FleetInstance[],
  waves: readonly Wave[],
  limits: FleetLimits,
  startAt: Instant,
  deadline: Instant | undefined,
): FleetForecast {
  const jobs = new Map(
    instances.map((instance): [string, Scheduled] => [
      instance.key,
      { key: instance.key, scope: scopeOf(instance), duration: instance.plan.forecast.duration },
    ]),
  );
  const times = schedule(waves, jobs, limits, startAt);
  const interruptions = instances.map(({ plan }) => plan.forecast.interruption).sort((a, b) => a - b);
  const late =
    deadline === undefined
      ? []
      : instances.filter(({ key }) => (times.get(key)?.end ?? Number.POSITIVE_INFINITY) > deadline);
  return {
    makespan: Math.max(startAt, ...[...times.values()].map(({ end }) => end)) - startAt,
    calls: instances.reduce((sum, { plan }) => sum + plan.forecast.calls, 0),
    interruption: {
      median: interruptions[Math.floor(interruptions.length / 2)] ?? 0,
      longest: interruptions.at(-1) ?? 0,
    },
    quota: quotaOf(instances),
    late: late.map(({ key }) => key),
  };
}

/** Further instances by scope. They stay after the upgrade: what is deleted needs an approval of its own. */
function quotaOf(instances: readonly FleetInstance[]): Record<string, number> {
  const quota: Record<string, number> = {};
  for (const instance of instances) {
    const { furtherInstances = 0 } = instance.plan.forecast;
    const scope = scopeOf(instance);
    if (furtherInstances > 0) quota[scope] = (quota[scope] ?? 0) + furtherInstances;
  }
  return quota;
}
