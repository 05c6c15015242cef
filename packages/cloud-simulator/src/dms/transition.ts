import type { Cause, Connection, Instance, Region, Task, World } from './state.ts';
import {
  type ConnectionShape,
  type ReplicationInstanceShape,
  type ReplicationTaskShape,
  changed,
} from './shapes.ts';

/** How long what is gone can still be seen by stale reads, in milliseconds. */
const afterlife = 60 * 60_000;

type Changes<T> = { [Field in keyof T]?: T[Field] | undefined };

function visibleFrom(world: World, at: number, cause: Cause): number {
  return cause.throughApi ? at + world.switches.propagation : at;
}

/** What an effect is recorded with: its name, and whatever explains it. */
export interface Effect {
  readonly action: string;
  readonly detail?: Record<string, unknown>;
}

/** Changes an instance and records it, with the status before and after. */
export function changeInstance(
  world: World,
  region: Region,
  instance: Instance,
  at: number,
  cause: Cause,
  changes: Changes<ReplicationInstanceShape>,
  effect?: Effect,
): void {
  const before = instance.shown.truth;
  if (before === undefined) return;
  const after = changed(before, changes);
  instance.shown.set(after, visibleFrom(world, at, cause));
  if (effect === undefined) return;
  world.journal.record({
    at,
    service: 'dms',
    region: region.name,
    kind: 'effect',
    action: effect.action,
    resource: before.ReplicationInstanceIdentifier,
    detail: {
      kind: 'instance',
      arn: instance.arn,
      from: before.ReplicationInstanceStatus,
      to: after.ReplicationInstanceStatus,
      ...effect.detail,
    },
    caller: cause.by,
  });
}

/** Changes a task and records it, with the status before and after. */
export function changeTask(
  world: World,
  region: Region,
  task: Task,
  at: number,
  cause: Cause,
  changes: Changes<ReplicationTaskShape>,
  effect?: Effect,
): void {
  const before = task.shown.truth;
  if (before === undefined) return;
  const after = changed(before, changes);
  task.shown.set(after, visibleFrom(world, at, cause));
  if (effect === undefined) return;
  world.journal.record({
    at,
    service: 'dms',
    region: region.name,
    kind: 'effect',
    action: effect.action,
    resource: before.ReplicationTaskIdentifier,
    detail: { kind: 'task', arn: task.arn, from: before.Status, to: after.Status, ...effect.detail },
    caller: cause.by,
  });
}

/** Changes a connection and records it, with the status before and after. */
export function changeConnection(
  world: World,
  region: Region,
  connection: Connection,
  at: number,
  cause: Cause,
  changes: Changes<ConnectionShape>,
  effect: Effect,
): void {
  const before = connection.shown.truth;
  if (before === undefined) return;
  const after = changed(before, changes);
  connection.shown.set(after, visibleFrom(world, at, cause));
  world.journal.record({
    at,
    service: 'dms',
    region: region.name,
    kind: 'effect',
    action: effect.action,
    resource: `${before.ReplicationInstanceIdentifier}/${before.EndpointIdentifier}`,
    detail: { kind: 'connection', from: before.Status, to: after.Status, ...effect.detail },
    caller: cause.by,
  });
}

/** Takes a resource out of the map once no read can show it any more. */
export function bury(
  world: World,
  map: Map<string, unknown>,
  key: string,
  buried: unknown,
  at: number,
): void {
  world.agenda.schedule(at + afterlife, () => {
    if (map.get(key) === buried) map.delete(key);
  });
}

/** Records the end of a resource and hides it. */
export function end(
  world: World,
  region: Region,
  kind: 'instance' | 'task',
  resource: Instance | Task,
  at: number,
  identifier: string,
): void {
  resource.shown.set(undefined, at);
  const map: Map<string, unknown> = kind === 'instance' ? region.instances : region.tasks;
  bury(world, map, resource.arn, resource, at);
  world.journal.record({
    at,
    service: 'dms',
    region: region.name,
    kind: 'effect',
    action: `${kind}-deleted`,
    resource: identifier,
    detail: { kind, arn: resource.arn, from: 'deleting', to: 'deleted' },
    caller: 'dms',
  });
}
