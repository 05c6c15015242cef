import {
  type Driver,
  type InstanceRef,
  invalidInput,
  type Reach,
  type UpgradeError,
} from '@engine-upgrader/core';
import { err, ok, ResultAsync } from 'neverthrow';
import { draft } from './draft.ts';
import { gatedReads } from './observe/gated-api.ts';
import { list, toInstance } from './observe/list.ts';
import { listMaintenance, listVersions } from './observe/listings.ts';
import { listTasks, ofInstance } from './observe/listing-tasks.ts';
import { look } from './observe/look.ts';
import { readInstance, readSurvey } from './observe/read-survey.ts';
import type { EngineVersion } from './observe/survey.ts';
import { maintenanceRemarks } from './planning/maintenance-remarks.ts';
import { isDeprecated, isReleased, versionPaths } from './planning/version-paths.ts';
import { findings } from './preconditions/index.ts';
import type { AwsDms } from './provider.ts';
import { send } from './send.ts';
import { createInstance } from './steps/create-instance.ts';
import { deleteInstance } from './steps/delete-instance.ts';
import { moveTask } from './steps/move-task.ts';
import { nameLeftOvers } from './steps/name-left-overs.ts';
import { pause } from './steps/pause.ts';
import { restoreTask } from './steps/restore-task.ts';
import { stopTask } from './steps/stop-task.ts';
import { testConnection } from './steps/test-connection.ts';
import { upgradeInstance } from './steps/upgrade-instance.ts';
import { validCall } from './stored-call.ts';
import { validStep } from './stored-step.ts';
import { view, viewNeeds } from './view.ts';
import type { DmsApi } from './wire/api.ts';

/** What the driver is told besides its port. */
export interface DriverSettings {
  /** Names the account in scopes: two upgraders share budgets and listings where it is the same. */
  readonly account: string;
  /** Regions to list. */
  readonly regions: readonly string[];
  /** Milliseconds. */
  readonly callTimeout: number;
  readonly budget: { readonly capacity: number; readonly refillPerSecond: number };
}

/** The AWS DMS driver over a port to the cloud. */
export function dmsDriver(api: DmsApi, settings: DriverSettings): Driver<AwsDms> {
  return {
    provider: 'aws-dms',
    specificationVersion: 1,
    callTimeout: settings.callTimeout,
    budget: settings.budget,
    scope: ({ provider, region }) => ({ provider, account: settings.account, region }),
    list: (filter, reach) => listed(api, filter.regions ?? settings.regions, reach, filter.tags),
    read: (reference, reach) => new ResultAsync(readOne(api, reference, reach)),
    survey: (request, reach) => new ResultAsync(readSurvey(api, request, reach)),
    versions: (reference, reach) => new ResultAsync(readVersions(api, reference, reach)),
    draft,
    preconditions: findings,
    memberNeeds: viewNeeds,
    view,
    steps: [
      stopTask,
      upgradeInstance,
      restoreTask,
      createInstance,
      testConnection,
      pause,
      moveTask,
      nameLeftOvers,
      deleteInstance,
    ],
    look: (needs, reach) => look(api, needs, reach),
    send: (call) => send(api, call),
    validStep,
    validCall,
  };
}

async function* listed(
  api: DmsApi,
  regions: readonly string[],
  reach: Reach,
  tags: boolean | undefined,
): ReturnType<Driver<AwsDms>['list']> & AsyncGenerator {
  if (regions.length === 0) {
    const message = 'no region to list was given; name regions for the upgrader, or set AWS_REGION';
    yield err(invalidInput('regions', message));
    return;
  }
  yield* list(api, regions, reach, tags);
}

type Read<K extends 'read' | 'versions'> = Awaited<ReturnType<Driver<AwsDms>[K]>>;

async function readOne(api: DmsApi, { region, id }: InstanceRef, reach: Reach): Promise<Read<'read'>> {
  const read = gatedReads(api, reach);
  const instance = await readInstance(read, region, id);
  if (instance.isErr()) return err(instance.error);
  const [tasks, versions, maintenance] = await Promise.all([
    listTasks(read, region, ofInstance(instance.value.arn)),
    listVersions(read, region),
    listMaintenance(read, region),
  ]);
  if (tasks.isErr()) return err(tasks.error.error);
  const announced = maintenance.map((found) => new Map(found.map(({ arn, actions }) => [arn, actions])));
  const surroundings = {
    tasks: tasks.value,
    versions: versions.unwrapOr(undefined),
    maintenance: announced.unwrapOr(undefined),
  };
  return ok(toInstance(instance.value, surroundings, reach));
}

async function readVersions(
  api: DmsApi,
  { region, id }: InstanceRef,
  reach: Reach,
): Promise<Read<'versions'>> {
  const read = gatedReads(api, reach);
  const instance = await readInstance(read, region, id);
  if (instance.isErr()) return err<never, UpgradeError>(instance.error);
  const [versions, maintenance] = await Promise.all([
    listVersions(read, region),
    listMaintenance(read, region),
  ]);
  if (versions.isErr()) return err(versions.error.error);
  const now = reach.now();
  const { engineVersion, arn } = instance.value;
  const announced = maintenance.unwrapOr([]).find((each) => each.arn === arn);
  const isOffered = (each: EngineVersion): boolean => isReleased(each) && !isDeprecated(each, now);
  const paths = versionPaths(versions.value, engineVersion, isOffered, now);
  const comesAlong = maintenanceRemarks(announced?.actions ?? []);
  return ok(paths.map((path) => ({ ...path, remarks: [...path.remarks, ...comesAlong] })));
}
