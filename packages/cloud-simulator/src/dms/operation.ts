import type { ReadView } from '../service.ts';
import { type Parameters, requiredArn } from './parameters.ts';
import type { Recorded } from './recorded.ts';
import { notFound } from './refusal.ts';
import type { ReplicationInstanceShape, ReplicationTaskShape } from './shapes.ts';
import type { Cause, Endpoint, Instance, Region, Task, World } from './state.ts';

/** One call, and all that it needs to be carried out. */
export interface Context {
  readonly world: World;
  readonly region: Region;
  readonly parameters: Parameters;
  readonly now: number;
  readonly view: ReadView;
  readonly cause: Cause;
}

/** Carries out a call and returns the response's body, or throws a {@link Refusal}. */
export type Operation = (context: Context) => object;

/** What a read sees of these resources now, or as of an earlier moment if the read is stale. */
export function visible<T>(
  { now, view }: Context,
  resources: Iterable<{ readonly shown: Recorded<T> }>,
): T[] {
  const moment = now - view.staleBy;
  const shapes: T[] = [];
  for (const { shown } of resources) {
    const shape = shown.at(moment);
    if (shape !== undefined) shapes.push(shape);
  }
  return shapes;
}

/** The instance that a change is about, in truth. */
export function requireInstance(
  { region, parameters }: Context,
  name = 'ReplicationInstanceArn',
): [Instance, ReplicationInstanceShape] {
  const arn = requiredArn(parameters, name);
  const instance = region.instances.get(arn);
  const shape = instance?.shown.truth;
  if (instance === undefined || shape === undefined) throw notFound(`Replication Instance ${arn} not found.`);
  return [instance, shape];
}

/** The task that a change is about, in truth. */
export function requireTask({ region, parameters }: Context): [Task, ReplicationTaskShape] {
  const arn = requiredArn(parameters, 'ReplicationTaskArn');
  const task = region.tasks.get(arn);
  const shape = task?.shown.truth;
  if (task === undefined || shape === undefined) throw notFound(`Replication Task ${arn} not found.`);
  return [task, shape];
}

/** The endpoint that a change is about. */
export function requireEndpoint({ region, parameters }: Context, name = 'EndpointArn'): Endpoint {
  const arn = requiredArn(parameters, name);
  const endpoint = region.endpoints.get(arn);
  if (endpoint?.shown.truth === undefined) throw notFound(`Endpoint ${arn} not found.`);
  return endpoint;
}
