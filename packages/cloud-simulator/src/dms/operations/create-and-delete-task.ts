import { isIdentifier, resourceIdOf } from '../arn.ts';
import { createTaskRecord } from '../create-task-record.ts';
import { type Context, type Operation, requireEndpoint, requireTask } from '../operation.ts';
import { optionalString, requiredArn, requiredString, tagsOf } from '../parameters.ts';
import { alreadyExists, invalidValue, notFound, quotaExceeded, wrongState } from '../refusal.ts';
import { type MigrationType, changed } from '../shapes.ts';
import { beginDelete, settleTask } from '../task-lifecycle.ts';
import { changeTask } from '../transition.ts';
import { positionOf, taskAnswer } from './task-parameters.ts';

/** A task that is moving can be deleted, one that runs or changes otherwise cannot (user guide, "Moving a task"). */
export const deleteReplicationTask: Operation = (context) => {
  const { world, region, now, cause } = context;
  const [task, shape] = requireTask(context);
  if (!['ready', 'stopped', 'failed', 'failed-move', 'moving'].includes(shape.Status)) {
    throw wrongState(`Replication Task cannot be deleted, invalid state: ${shape.Status}`);
  }
  beginDelete(world, region, task, now, cause);
  return taskAnswer(task);
};

const migrationTypes: readonly MigrationType[] = ['full-load', 'cdc', 'full-load-and-cdc'];

function checkIdentifier({ region, parameters }: Context): string {
  const identifier = requiredString(parameters, 'ReplicationTaskIdentifier').toLowerCase();
  if (!isIdentifier(identifier, 255))
    throw invalidValue(`Invalid replication task identifier: ${identifier}`);
  for (const { shown } of region.tasks.values()) {
    if (shown.truth?.ReplicationTaskIdentifier === identifier) {
      throw alreadyExists(`Replication task ${identifier} already exists.`);
    }
  }
  const tasks = [...region.tasks.values()].filter(({ shown }) => shown.truth !== undefined);
  if (tasks.length >= region.quotas.ReplicationTasks) {
    throw quotaExceeded('The quota for replication tasks has been exceeded.');
  }
  return identifier;
}

function checkJson(name: string, text: string | undefined): void {
  if (text === undefined) return;
  try {
    JSON.parse(text);
  } catch {
    throw invalidValue(`${name} is not valid JSON`);
  }
}

export const createReplicationTask: Operation = (context) => {
  const { world, region, now, cause, parameters } = context;
  const identifier = checkIdentifier(context);
  const migrationType = requiredString(parameters, 'MigrationType') as MigrationType;
  if (!migrationTypes.includes(migrationType)) throw invalidValue(`Invalid MigrationType: ${migrationType}`);
  const source = requireEndpoint(context, 'SourceEndpointArn');
  const target = requireEndpoint(context, 'TargetEndpointArn');
  const instanceArn = requiredArn(parameters, 'ReplicationInstanceArn');
  const instance = region.instances.get(instanceArn)?.shown.truth;
  if (instance === undefined) throw notFound(`Replication Instance ${instanceArn} not found.`);
  if (instance.ReplicationInstanceStatus !== 'available')
    throw wrongState('Replication instance is not active.');
  const tableMappings = requiredString(parameters, 'TableMappings');
  const taskSettings = optionalString(parameters, 'ReplicationTaskSettings');
  checkJson('TableMappings', tableMappings);
  checkJson('ReplicationTaskSettings', taskSettings);
  const position = positionOf(context);
  const tags = tagsOf(parameters);
  const resourceIdentifier =
    optionalString(parameters, 'ResourceIdentifier') ??
    resourceIdOf(`${region.name}/${identifier}/${String(now)}/${String(world.journal.entries.length)}`);
  const seed = {
    identifier,
    instance: instance.ReplicationInstanceIdentifier,
    source: '',
    target: '',
    migrationType,
    status: 'creating',
    tableMappings,
    resourceIdentifier,
    tags,
    ...(taskSettings !== undefined && { taskSettings }),
  };
  const visibleFrom = now + world.switches.propagation;
  const task = createTaskRecord(world, region, seed, { instanceArn, source, target }, now, visibleFrom);
  const shape = task.shown.truth;
  if (shape !== undefined) task.shown.set(changed(shape, position), visibleFrom);
  changeTask(world, region, task, now, cause, {}, { action: 'task-creating' });
  settleTask(world, region, task, now, world.durations.createTask);
  return taskAnswer(task);
};
