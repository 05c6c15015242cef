import { type Instance, type PendingMaintenance, type Reach, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { datesOf, isDeprecated, isReleased, versionPaths } from '../planning/version-paths.ts';
import type { AwsDms } from '../provider.ts';
import type { DmsApi } from '../wire/api.ts';
import { gatedReads, type Read, type ReadFailure } from './gated-api.ts';
import { listInstances } from './listing-instances.ts';
import { listTags } from './list-tags.ts';
import { listTasks } from './listing-tasks.ts';
import { listConfigs, listMaintenance, listReplications, listVersions } from './listings.ts';
import {
  instanceUrl,
  type ReplicationInstance,
  type ReplicationTask,
  type ServerlessReplication,
  taskUrl,
} from './resources.ts';
import type { EngineVersion } from './survey.ts';

type Listed = Result<Instance<AwsDms>, UpgradeError>;

/** What is known besides an instance itself. */
export interface Surroundings {
  readonly tasks: readonly ReplicationTask[];
  readonly versions: readonly EngineVersion[] | undefined;
  /** By the instance's ARN. */
  readonly maintenance: ReadonlyMap<string, readonly PendingMaintenance[]> | undefined;
}

/**
 * Lists the instances and serverless replications of regions, one region after the other; the tags of instances
 * where they are asked for.
 */
export async function* list(
  api: DmsApi,
  regions: readonly string[],
  reach: Reach,
  withTags = false,
): AsyncGenerator<Listed, void> {
  const read = gatedReads(api, reach);
  for (const region of regions) yield* listRegion(read, region, reach, withTags);
}

async function* listRegion(
  read: Read,
  region: string,
  reach: Reach,
  withTags: boolean,
): AsyncGenerator<Listed, void> {
  const [instances, tasks, versions, maintenance, serverless] = await Promise.all([
    everyInstance(read, region),
    listTasks(read, region),
    listVersions(read, region),
    listMaintenance(read, region),
    listServerless(read, region),
  ]);
  const surroundings: Surroundings = {
    tasks: tasks.unwrapOr([]),
    versions: versions.unwrapOr(undefined),
    maintenance: maintenance
      .map((found) => new Map(found.map(({ arn, actions }) => [arn, actions])))
      .unwrapOr(undefined),
  };
  const tags = withTags ? await listTags(read, region, instances.found) : undefined;
  // Without its tags an instance would be taken for one that has none.
  for (const instance of tags?.isErr() ? [] : instances.found) {
    const own = tags?.unwrapOr(undefined)?.get(instance.arn);
    yield ok({ ...toInstance(instance, surroundings, reach), ...(own ? { tags: own } : {}) });
  }
  for (const replication of serverless.found) yield ok(serverlessInstance(replication));
  // What could not be read ends the listing of a region: it is never taken for "there is none".
  const others = [tasks, versions, maintenance].map(failureOf);
  const failures = [instances.failure, ...others, serverless.failure, tags?.isErr() ? tags.error : undefined];
  for (const failure of distinct(failures)) yield err(failure);
}

function failureOf(result: Result<unknown, ReadFailure>): UpgradeError | undefined {
  return result.isErr() ? result.error.error : undefined;
}

/** Each kind of failure once: a region that cannot be reached fails every read alike. */
function distinct(failures: readonly (UpgradeError | undefined)[]): readonly UpgradeError[] {
  const byKind = new Map<string, UpgradeError>();
  for (const failure of failures) {
    if (!failure) continue;
    const permission = failure.kind === 'credentials' && failure.cause === 'permission';
    const key = permission ? failure.message : failure.kind;
    if (!byKind.has(key)) byKind.set(key, failure);
  }
  return [...byKind.values()];
}

async function everyInstance(
  read: Read,
  region: string,
): Promise<{ readonly found: readonly ReplicationInstance[]; readonly failure: UpgradeError | undefined }> {
  const found: ReplicationInstance[] = [];
  for await (const page of listInstances(read, region)) {
    if (page.isErr()) return { found, failure: page.error.error };
    found.push(...page.value);
  }
  return { found, failure: undefined };
}

async function listServerless(
  read: Read,
  region: string,
): Promise<{ readonly found: readonly ServerlessReplication[]; readonly failure: UpgradeError | undefined }> {
  const configs = await listConfigs(read, region);
  if (configs.isErr()) return { found: [], failure: configs.error.error };
  if (configs.value.length === 0) return { found: [], failure: undefined };
  const replications = await listReplications(read, region);
  const statuses = new Map(replications.unwrapOr([]).map(({ arn, status }) => [arn, status]));
  const none = replications.isOk() ? 'not provisioned' : 'unknown';
  const found = configs.value.map((config) => ({ ...config, status: statuses.get(config.arn) ?? none }));
  return { found, failure: failureOf(replications) };
}

/** An instance in the form that is the same for every cloud. */
export function toInstance(
  instance: ReplicationInstance,
  { tasks, versions, maintenance }: Surroundings,
  reach: Reach,
): Instance<AwsDms> {
  const { region, instanceId, engineVersion } = instance;
  const now = reach.now();
  const offered =
    versions &&
    versionPaths(versions, engineVersion, (each) => isReleased(each) && !isDeprecated(each, now), now);
  const newest = offered?.at(-1)?.target;
  const own = versions?.find(({ version }) => version === engineVersion);
  const dates = own && datesOf(own);
  const announced = maintenance?.get(instance.arn);
  return {
    reference: { provider: 'aws-dms', region, id: instanceId },
    url: instanceUrl(region, instanceId),
    identity: instance.arn,
    name: instanceId,
    engine: 'dms',
    version: engineVersion,
    status: instance.status,
    role: 'replication-instance',
    members: tasks
      .filter((task) => task.instanceArn === instance.arn)
      .map((task) => taskUrl(region, instanceId, task.identifier))
      .sort(),
    detail: instance,
    ...(newest === undefined ? {} : { newestTarget: newest }),
    ...(dates ? { dates } : {}),
    ...(announced && announced.length > 0 ? { pendingMaintenance: announced } : {}),
  };
}

function serverlessInstance(replication: ServerlessReplication): Instance<AwsDms> {
  const { region, configId } = replication;
  return {
    reference: { provider: 'aws-dms', region, id: configId },
    url: instanceUrl(region, configId),
    name: configId,
    engine: 'dms',
    version: 'default',
    status: replication.status ?? 'not provisioned',
    role: 'serverless',
    members: [],
    detail: replication,
  };
}
