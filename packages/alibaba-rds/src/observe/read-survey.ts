import type { Instant, Reach, Sight, UpgradeError } from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import type { ResolvedRdsRequest } from '../planning/request.ts';
import { isMySql } from '../planning/version-paths.ts';
import type { RdsApi } from '../wire/api.ts';
import { gatedReads, type Read } from './gated-api.ts';
import { instanceUrl, type RdsInstance, type Role, roleOf } from './instance.ts';
import { locateInstance, sightOfInstance } from './locate.ts';
import { readEvidence } from './read-evidence.ts';
import type { RdsSurvey, SurveyedMember } from './survey.ts';

/** Reads the family of a request's instance, and the evidence for its preconditions. */
export async function readSurvey(
  api: RdsApi,
  request: ResolvedRdsRequest,
  reach: Reach,
  regions: readonly string[],
): Promise<Result<RdsSurvey, UpgradeError>> {
  const read = gatedReads(api, reach);
  const { region, id } = request.reference;
  const sight = await sightOfInstance(read, region, id);
  if (sight.sight !== 'seen') return err(unseen(sight, instanceUrl({ region, instanceId: id })));
  const instance = sight.value;
  if (!isMySql(instance)) return ok({ instance, members: [] });
  if (roleOf(instance) !== 'primary' && !request.onlyThis) {
    const primary = await primaryUrl(read, instance, regions);
    return ok({ instance, members: [], ...(primary === undefined ? {} : { primary }) });
  }
  const others = request.onlyThis ? [] : familyOf(instance);
  const now = reach.now();
  const members = await Promise.all([
    surveyedMember(read, instanceUrl(instance), roleOf(instance), { sight: 'seen', value: instance }, now),
    ...others.map((other) => surveyOther(read, other, [instance.region, ...regions], now)),
  ]);
  return ok({ instance, members });
}

/** Why an instance was not seen. */
export function unseen(
  sight: Exclude<Sight<RdsInstance>, { sight: 'seen' }>,
  reference: string,
): UpgradeError {
  if (sight.sight === 'not-looked') return sight.error;
  return {
    kind: 'not-found',
    reference,
    message: `the cloud knows no ${reference}; check its id, and the region it is in. Nothing was changed`,
  };
}

/** One of the family, as its primary names it: the region of a disaster-recovery instance may be unknown. */
interface FamilyLink {
  readonly instanceId: string;
  readonly role: Role;
  readonly region?: string;
}

function familyOf(primary: RdsInstance): readonly FamilyLink[] {
  const links = primary.disasterRecovery ?? [];
  const guard = primary.guardId;
  const unplaced = guard !== undefined && !links.some((link) => link.instanceId === guard) ? [guard] : [];
  return [
    ...primary.replicaIds.map((instanceId) => ({
      instanceId,
      role: 'replica' as const,
      region: primary.region,
    })),
    ...links.map((link) => ({ ...link, role: 'disaster-recovery' as const })),
    ...unplaced.map((instanceId) => ({ instanceId, role: 'disaster-recovery' as const })),
  ];
}

async function surveyOther(
  read: Read,
  link: FamilyLink,
  regions: readonly string[],
  now: Instant,
): Promise<SurveyedMember> {
  const { instanceId, role } = link;
  const places = link.region === undefined ? [...new Set(regions)] : [link.region];
  const found = await locateInstance(read, instanceId, places);
  return surveyedMember(read, instanceUrl({ region: found.region, instanceId }), role, found.sight, now);
}

async function surveyedMember(
  read: Read,
  url: string,
  role: Role,
  instance: Sight<RdsInstance>,
  now: Instant,
): Promise<SurveyedMember> {
  const evidence = instance.sight === 'seen' ? await readEvidence(read, instance.value, now) : {};
  return { url, role, instance, evidence };
}

async function primaryUrl(
  read: Read,
  member: RdsInstance,
  regions: readonly string[],
): Promise<string | undefined> {
  const { primaryId } = member;
  if (primaryId === undefined) return undefined;
  const places = roleOf(member) === 'replica' ? [member.region] : [...new Set([member.region, ...regions])];
  const found = await locateInstance(read, primaryId, places);
  return found.sight.sight === 'seen' ? instanceUrl(found.sight.value) : undefined;
}
