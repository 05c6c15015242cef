import type { PlanDraft, UpgradeError } from '@engine-upgrader/core';
import { ok, type Result } from 'neverthrow';
import type { DmsSurvey } from './observe/survey.ts';
import { besideFingerprint, fingerprintOf, instanceMember, oldInstance, urlOf } from './planning/members.ts';
import type { AwsDms } from './provider.ts';

const minute = 60_000;

/** The one step of a cleanup: an instance without tasks is deleted. Whether it may be, its preconditions tell. */
export function draftCleanup({ instance }: DmsSurvey): Result<PlanDraft<AwsDms>, UpgradeError> {
  const { region, instanceId, arn: instanceArn, engineVersion } = instance;
  const url = urlOf(instance);
  return ok({
    from: engineVersion,
    to: engineVersion,
    hops: [],
    members: [{ ...instanceMember(oldInstance, url, instance), gone: true }],
    steps: [
      {
        id: 'delete',
        phase: 'forward',
        title: `delete ${instanceId}`,
        member: url,
        after: [],
        changes: ['arn', 'engineVersion'].map((field) => `${url}#${field}`),
        input: { kind: 'delete-instance', region, instanceId, instanceArn },
      },
    ],
    forecast: {
      duration: 5 * minute,
      interruption: 0,
      calls: 30,
      maintenanceWindows: 0,
      remarks: [`${instanceId} is deleted for good; it has no tasks, and no data is lost`],
    },
    fingerprint: fingerprintOf([[url, besideFingerprint(instance)]]),
  });
}
