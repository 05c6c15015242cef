import {
  type Driver,
  formatReference,
  type InstanceRef,
  invalidInput,
  type Reach,
} from '@engine-upgrader/core';
import { err, ok, ResultAsync } from 'neverthrow';
import { gatedReads } from './observe/gated-api.ts';
import type { RdsInstance } from './observe/instance.ts';
import { list, toInstance } from './observe/list.ts';
import { sightOfInstance } from './observe/locate.ts';
import { look } from './observe/look.ts';
import { rememberingParser } from './observe/remembering-parser.ts';
import { readSurvey, unseen } from './observe/read-survey.ts';
import { draftPlan } from './planning/draft.ts';
import { versionPaths } from './planning/version-paths.ts';
import { findings } from './preconditions/index.ts';
import type { AlibabaRds } from './provider.ts';
import { send } from './send.ts';
import { followPrimary } from './steps/follow-primary.ts';
import { upgradeMember } from './steps/upgrade-member.ts';
import { validCall } from './stored-call.ts';
import { validStep } from './stored-step.ts';
import { view, viewNeeds } from './view.ts';
import type { RdsApi } from './wire/api.ts';

/** What the driver is told besides its port. */
export interface DriverSettings {
  /** Names the account in scopes: two upgraders share budgets and listings where it is the same. */
  readonly account: string;
  /** Regions to list, and to look for disaster-recovery instances in. */
  readonly regions: readonly string[];
  /** Milliseconds. */
  readonly callTimeout: number;
  readonly budget: { readonly capacity: number; readonly refillPerSecond: number };
}

/** The ApsaraDB RDS driver over a port to the cloud. */
export function rdsDriver(api: RdsApi, settings: DriverSettings): Driver<AlibabaRds> {
  const parse = rememberingParser();
  return {
    provider: 'alibaba-rds',
    specificationVersion: 1,
    // "The tag key and tag value are not case-sensitive" (AddTagsToResource).
    tagsIgnoreCase: true,
    callTimeout: settings.callTimeout,
    budget: settings.budget,
    scope: ({ provider, region }) => ({ provider, account: settings.account, region }),
    list: (filter, reach) => listed(api, filter.regions ?? settings.regions, reach, filter.tags),
    read: (reference, reach) => readWhole(api, reference, reach).map(toInstance),
    survey: (request, reach) => new ResultAsync(readSurvey(api, request, reach, settings.regions)),
    versions: (reference, reach) => readWhole(api, reference, reach).map(versionPaths),
    draft: (request, survey) => draftPlan(request, survey),
    preconditions: findings,
    memberNeeds: viewNeeds,
    view,
    steps: [upgradeMember, followPrimary],
    look: (needs, reach) => look(api, needs, reach, parse),
    send: (call, token) => send(api, call, token),
    validStep,
    validCall,
  };
}

async function* listed(
  api: RdsApi,
  regions: readonly string[],
  reach: Reach,
  tags: boolean | undefined,
): ReturnType<Driver<AlibabaRds>['list']> & AsyncGenerator {
  if (regions.length === 0) {
    const message =
      'no region to list was given; name regions for the upgrader, or set ALIBABA_CLOUD_REGION_ID';
    yield err(invalidInput('regions', message));
    return;
  }
  yield* list(api, regions, reach, tags);
}

function readWhole(
  api: RdsApi,
  reference: InstanceRef,
  reach: Reach,
): ResultAsync<RdsInstance, ReturnType<typeof unseen>> {
  const sight = sightOfInstance(gatedReads(api, reach), reference.region, reference.id);
  return new ResultAsync(
    sight.then((value) =>
      value.sight === 'seen' ? ok(value.value) : err(unseen(value, formatReference(reference))),
    ),
  );
}
