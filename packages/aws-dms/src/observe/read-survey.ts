import {
  formatReference,
  type PendingMaintenance,
  type Reach,
  type ResolvedRequest,
  type Sight,
  type UpgradeError,
} from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import type { AwsDms } from '../provider.ts';
import type { DmsApi } from '../wire/api.ts';
import { gatedReads, type Read, type ReadFailure, readFailure } from './gated-api.ts';
import { listConfigs, listEndpoints, listOrderables, listTables, listVersions } from './listings.ts';
import { listTasks, ofInstance } from './listing-tasks.ts';
import { readBesides, readQuotas } from './read-besides.ts';
import { lookAtInstance } from './look-at-instances.ts';
import { everyPage, pageSize } from './pages.ts';
import { parseMaintenance, parseTags } from './parse-evidence.ts';
import type { ReplicationInstance, ReplicationTask } from './resources.ts';
import type { DmsSurvey, LoadProgress } from './survey.ts';

/** Full-load tasks whose tables are read; the others' are not looked at. */
const mostLoads = 20;

/** Reads an instance with its tasks, the versions, and the evidence for the preconditions. */
export async function readSurvey(
  api: DmsApi,
  request: ResolvedRequest<AwsDms>,
  reach: Reach,
): Promise<Result<DmsSurvey, UpgradeError>> {
  const read = gatedReads(api, reach);
  const { region, id } = request.reference;
  const seen = await readInstance(read, region, id);
  if (seen.isErr()) return err(seen.error);
  const instance = seen.value;
  const [tasks, versions, orderables, endpoints, tags, maintenance, quotas, besides] = await Promise.all([
    listTasksTwice(read, instance),
    listVersions(read, region),
    listOrderables(read, region),
    listEndpoints(read, region),
    readTags(read, instance),
    readMaintenance(read, instance),
    readQuotas(read, region),
    request.options?.strategy === 'side-by-side'
      ? readBesides(read, instance, request.options.target)
      : ok(undefined),
  ]);
  if (tasks.isErr()) return err(tasks.error.error);
  if (versions.isErr()) return err(versions.error.error);
  if (besides.isErr()) return err(besides.error.error);
  const sorted = tasks.value.toSorted((a, b) => (a.identifier < b.identifier ? -1 : 1));
  return ok({
    instance,
    tasks: sorted,
    versions: versions.value,
    orderables: asSight(orderables),
    endpoints: asSight(endpoints),
    loads: await readLoads(read, region, sorted),
    tags,
    maintenance,
    quotas: asSight(quotas),
    ...(besides.value ? { besides: besides.value } : {}),
  });
}

/** Both listings together: one may lack a task, and a task that a plan lacks is not put back. */
async function listTasksTwice(
  read: Read,
  { region, arn }: ReplicationInstance,
): Promise<Result<readonly ReplicationTask[], ReadFailure>> {
  const first = await listTasks(read, region, ofInstance(arn));
  if (first.isErr()) return first;
  const second = await listTasks(read, region, ofInstance(arn));
  return second.map((tasks) => [
    ...new Map([...first.value, ...tasks].map((task) => [task.arn, task])).values(),
  ]);
}

/** Reads one instance; says so where the reference names a serverless replication. */
export async function readInstance(
  read: Read,
  region: string,
  instanceId: string,
): Promise<Result<ReplicationInstance, UpgradeError>> {
  const sight = await lookAtInstance(read, region, instanceId);
  if (sight.sight === 'seen') return ok(sight.value);
  if (sight.sight === 'not-looked') return err(sight.error);
  const reference = formatReference({ provider: 'aws-dms', region, id: instanceId });
  const configs = await listConfigs(read, region);
  if (configs.isOk() && configs.value.some((config) => config.configId === instanceId)) {
    return err(nothingToUpgrade(reference));
  }
  return err({
    kind: 'not-found',
    reference,
    message: `the cloud knows no replication instance ${reference}; check its id, and the region it is in. Nothing was changed`,
  });
}

function nothingToUpgrade(reference: string): UpgradeError {
  const message = `${reference} is an AWS DMS Serverless replication: it runs the default engine version, and there is nothing to upgrade`;
  return { kind: 'unsupported', message };
}

function asSight<T>(result: Result<T, ReadFailure>): Sight<T> {
  return result.isOk()
    ? { sight: 'seen', value: result.value }
    : { sight: 'not-looked', error: result.error.error };
}

async function readTags(
  read: Read,
  instance: ReplicationInstance,
): Promise<Sight<Readonly<Record<string, string>>>> {
  const { region, arn } = instance;
  const answer = await read('ListTagsForResource', region, { ResourceArn: arn }, arn).andThen((body) =>
    parseTags(body).mapErr((call) => readFailure(call, arn)),
  );
  return asSight(answer);
}

async function readMaintenance(
  read: Read,
  { region, arn }: ReplicationInstance,
): Promise<Sight<readonly PendingMaintenance[]>> {
  const operation = 'DescribePendingMaintenanceActions';
  const listed = {
    operation,
    field: 'PendingMaintenanceActions',
    region,
    subject: arn,
    parse: parseMaintenance,
  };
  const answer = await everyPage({ ...listed, operation }, (marker) =>
    read(operation, region, { ReplicationInstanceArn: arn, MaxRecords: pageSize, ...marker }, arn),
  );
  return asSight(
    answer.map((found) => found.filter((each) => each.arn === arn).flatMap((each) => each.actions)),
  );
}

async function readLoads(
  read: Read,
  region: string,
  tasks: readonly ReplicationTask[],
): Promise<DmsSurvey['loads']> {
  const loading = tasks.filter(isLoading);
  const loads: { taskArn: string; sight: Sight<LoadProgress> }[] = [];
  for (const { arn: taskArn } of loading.slice(0, mostLoads)) {
    const answer = await listTables(read, region, taskArn);
    const progress = answer.map((tables) => ({
      taskArn,
      loading: tables.filter((table) => /full load/i.test(table.state)).map((table) => table.name),
    }));
    loads.push({ taskArn, sight: asSight(progress) });
  }
  const message = `more than ${mostLoads} tasks are in full load; the tables of the others were not read`;
  for (const { arn: taskArn } of loading.slice(mostLoads)) {
    loads.push({ taskArn, sight: { sight: 'not-looked', error: { kind: 'unavailable', message } } });
  }
  return loads;
}

/** Whether a task runs and its full load is not known to be over. */
function isLoading(task: ReplicationTask): boolean {
  const runs = task.status === 'running' || task.status === 'starting';
  return runs && task.migrationType !== 'cdc' && task.fullLoadFinishDate === undefined;
}
