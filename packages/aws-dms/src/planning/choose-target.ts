import { invalidInput, type UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import type { ReplicationInstance } from '../observe/resources.ts';
import type { Besides, DmsSurvey } from '../observe/survey.ts';
import type { NewInstance } from '../wire/api.ts';
import type { ResolvedOptions } from './options.ts';

/** The instance that tasks are moved to: one that exists, or one that is to be created with these settings. */
export type ChosenTarget =
  | { readonly existing: ReplicationInstance; readonly settings?: undefined }
  | { readonly existing?: undefined; readonly settings: NewInstance };

/** Chooses the target, or says in one line why a named one cannot be. */
export function chooseTarget(
  survey: DmsSurvey,
  besides: Besides,
  options: ResolvedOptions,
  version: string,
): Result<ChosenTarget, UpgradeError> {
  if (options.target !== undefined) {
    return existingTarget(survey, besides, options.target, version).map((existing) => ({ existing }));
  }
  const { targetClass, targetStorage, targetZone } = options;
  if (targetZone !== undefined && besides.settings.MultiAZ) {
    const message = `a zone cannot be chosen: ${survey.instance.instanceId} is in several zones, and so is the new one. Nothing was changed`;
    return err(invalidInput('targetZone', message));
  }
  return ok({
    settings: {
      ...besides.settings,
      ReplicationInstanceIdentifier: freeName(survey.instance.instanceId, version, besides.instances),
      EngineVersion: version,
      ...(targetClass === undefined ? {} : { ReplicationInstanceClass: targetClass }),
      ...(targetStorage === undefined ? {} : { AllocatedStorage: targetStorage }),
      ...(targetZone === undefined ? {} : { AvailabilityZone: targetZone }),
    },
  });
}

/** A name that nothing has yet: the old one's and the version; at most 63 characters (SDK). */
function freeName(instanceId: string, version: string, instances: readonly ReplicationInstance[]): string {
  const taken = new Set(instances.map((instance) => instance.instanceId));
  const base = instanceId
    .replace(/-\d+(?:-\d+){1,3}$/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  const name = `${base}-${version.replaceAll('.', '-')}`;
  for (let number = 2; ; number += 1) {
    const candidate = number === 2 ? name : `${name}-${number - 1}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function existingTarget(
  { instance }: DmsSurvey,
  { instances }: Besides,
  target: string,
  version: string,
): Result<ReplicationInstance, UpgradeError> {
  const refuse = (why: string): Result<never, UpgradeError> =>
    err(invalidInput('target', `target ${target.slice(0, 63)} ${why}. Nothing was changed`));
  if (target === instance.instanceId) return refuse('is the old instance itself; name another, or none');
  const found = instances.find((each) => each.instanceId === target);
  if (!found) return refuse(`is no instance of ${instance.region}; a task moves within its region only`);
  if (found.engineVersion !== version) {
    return refuse(`is on ${found.engineVersion} and not on ${version}; choose another, or another version`);
  }
  if (found.status !== 'available') return refuse(`is ${found.status}; only an available one takes tasks`);
  return ok(found);
}
