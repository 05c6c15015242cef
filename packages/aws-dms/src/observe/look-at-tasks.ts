import type { Sight } from '@engine-upgrader/core';
import type { DmsNeed } from '../provider.ts';
import type { Read } from './gated-api.ts';
import { listTasks, ofInstance, ofTask } from './listing-tasks.ts';
import type { InstanceTasks, ReplicationTask } from './resources.ts';

type TaskNeed = Extract<DmsNeed, { kind: 'task' | 'tasks' }>;
type TaskSight = Sight<ReplicationTask>;
type Sights = ReadonlyMap<string, Sight<ReplicationTask | InstanceTasks>>;

/** More tasks than these that a listing lacks are no accident: they are left for the next look. */
const mostDirectLooks = 20;

/**
 * Looks at a region's tasks in the fewest calls: a single one by its ARN, those of one instance with its filter,
 * those of several instances from the region's whole listing. One that a complete listing lacks costs one direct
 * look before it is absent.
 */
export async function lookAtTasks(read: Read, region: string, needs: readonly TaskNeed[]): Promise<Sights> {
  const [only] = needs;
  if (needs.length === 1 && only?.kind === 'task') {
    const direct = await lookDirectly(read, region, only.taskArn);
    if (direct.sight !== 'absent') return new Map([[only.key, direct]]);
  }
  const instances = new Set(needs.map((need) => need.instanceArn));
  const [instance] = instances;
  const filter = instances.size === 1 && instance !== undefined ? ofInstance(instance) : undefined;
  const listed = await listTasks(read, region, filter);
  if (listed.isErr()) {
    const sight = { sight: 'not-looked', error: listed.error.error } as const;
    return new Map(needs.map((need) => [need.key, sight]));
  }
  const found = new Map<string, TaskSight>(
    listed.value.map((value) => [value.arn, { sight: 'seen', value }]),
  );
  await lookForMissing(read, region, needs, found);
  return new Map(
    needs.map((need) => [
      need.key,
      need.kind === 'task' ? (found.get(need.taskArn) ?? { sight: 'absent' }) : allOf(need, found),
    ]),
  );
}

/** Adds a direct look at each task that should be there and was not listed. */
async function lookForMissing(
  read: Read,
  region: string,
  needs: readonly TaskNeed[],
  found: Map<string, TaskSight>,
): Promise<void> {
  const wanted = new Set(needs.flatMap((need) => (need.kind === 'task' ? [need.taskArn] : need.known)));
  const missing = [...wanted].filter((arn) => !found.has(arn));
  for (const arn of missing.slice(0, mostDirectLooks)) found.set(arn, await lookDirectly(read, region, arn));
  const message = `the listing of ${region} lacks ${missing.length} tasks; too many to look at each by itself`;
  for (const arn of missing.slice(mostDirectLooks)) {
    found.set(arn, { sight: 'not-looked', error: { kind: 'unavailable', message } });
  }
}

/** The tasks of one instance; not looked at where one that should be among them could not be. */
function allOf(
  need: Extract<TaskNeed, { kind: 'tasks' }>,
  found: ReadonlyMap<string, TaskSight>,
): Sight<InstanceTasks> {
  for (const arn of need.known) {
    const sight = found.get(arn);
    if (sight?.sight === 'not-looked') return sight;
  }
  const tasks = [...found.values()]
    .flatMap((sight) => (sight.sight === 'seen' ? [sight.value] : []))
    .filter((task) => task.instanceArn === need.instanceArn)
    .sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
  return { sight: 'seen', value: { kind: 'tasks', instanceArn: need.instanceArn, tasks } };
}

async function lookDirectly(read: Read, region: string, taskArn: string): Promise<TaskSight> {
  const listed = await listTasks(read, region, ofTask(taskArn));
  if (listed.isErr()) return { sight: 'not-looked', error: listed.error.error };
  const value = listed.value.find((task) => task.arn === taskArn);
  return value ? { sight: 'seen', value } : { sight: 'absent' };
}
