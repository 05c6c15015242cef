import type { Endpoint, Instance, Region, Task } from './state.ts';

function candidates(
  regions: ReadonlyMap<string, Region>,
  name: string,
): readonly (readonly [Region, string])[] {
  const [prefix = '', rest] = name.split('/');
  const region = rest === undefined ? undefined : regions.get(prefix);
  if (region !== undefined && rest !== undefined) return [[region, rest]];
  return [...regions.values()].map((each) => [each, name]);
}

export function findInstance(
  regions: ReadonlyMap<string, Region>,
  name: string,
): [Region, Instance] | undefined {
  for (const [region, id] of candidates(regions, name)) {
    for (const instance of region.instances.values()) {
      const shape = instance.shown.truth;
      if (shape === undefined) continue;
      if (shape.ReplicationInstanceIdentifier === id || instance.arn === id) return [region, instance];
    }
  }
  return undefined;
}

export function findTask(regions: ReadonlyMap<string, Region>, name: string): [Region, Task] | undefined {
  for (const [region, id] of candidates(regions, name)) {
    for (const task of region.tasks.values()) {
      const shape = task.shown.truth;
      if (shape === undefined) continue;
      if (shape.ReplicationTaskIdentifier === id || task.arn === id) return [region, task];
    }
  }
  return undefined;
}

export function findEndpoint(
  regions: ReadonlyMap<string, Region>,
  name: string,
): [Region, Endpoint] | undefined {
  for (const [region, id] of candidates(regions, name)) {
    for (const endpoint of region.endpoints.values()) {
      if (endpoint.shown.truth?.EndpointIdentifier === id || endpoint.arn === id) return [region, endpoint];
    }
  }
  return undefined;
}
