import type { Instance, Reach, UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { versionPaths } from '../planning/version-paths.ts';
import type { AlibabaRds } from '../provider.ts';
import type { RdsApi } from '../wire/api.ts';
import { gatedReads } from './gated-api.ts';
import { instanceUrl, type RdsInstance, roleOf } from './instance.ts';
import { listRegion } from './listing.ts';
import { listTags } from './list-tags.ts';

/** Lists the instances of regions, one region after the other, with their tags where asked for; what failed comes last. */
export async function* list(
  api: RdsApi,
  regions: readonly string[],
  reach: Reach,
  withTags = false,
): AsyncGenerator<Result<Instance<AlibabaRds>, UpgradeError>, void> {
  const read = gatedReads(api, reach);
  const errors: UpgradeError[] = [];
  for (const region of regions) {
    for await (const page of listRegion(read, region)) {
      if (page.isErr()) {
        errors.push(page.error.error);
        break;
      }
      const tags = withTags ? await listTags(read, region, page.value.instances) : undefined;
      if (tags?.isErr()) {
        // Without its tags an instance would be taken for one that has none.
        errors.push(tags.error);
        break;
      }
      for (const instance of page.value.instances) {
        const own = tags?.unwrapOr(undefined)?.get(instance.instanceId);
        yield ok({ ...toInstance(instance), ...(own ? { tags: own } : {}) });
      }
      errors.push(...page.value.unreadable.map(({ failure }) => failure.error));
    }
  }
  for (const error of errors) yield err(error);
}

/** An instance in the form that is the same for every cloud. */
export function toInstance(instance: RdsInstance): Instance<AlibabaRds> {
  const newest = versionPaths(instance).at(-1)?.target;
  const { region, instanceId, primaryId } = instance;
  const members = [
    ...instance.replicaIds.map((replica) => instanceUrl({ region, instanceId: replica })),
    ...(instance.disasterRecovery ?? []).map(instanceUrl),
  ];
  // A disaster-recovery instance does not say in which region its primary is.
  const primary = roleOf(instance) === 'replica' ? primaryId : undefined;
  return {
    reference: { provider: 'alibaba-rds', region, id: instanceId },
    url: instanceUrl(instance),
    identity: instanceId,
    engine: instance.engine,
    version: instance.engineVersion,
    status: instance.status,
    role: roleOf(instance),
    members,
    detail: instance,
    ...(instance.description === undefined ? {} : { name: instance.description }),
    ...(newest === undefined ? {} : { newestTarget: newest }),
    ...(primary === undefined ? {} : { primary: instanceUrl({ region, instanceId: primary }) }),
  };
}
