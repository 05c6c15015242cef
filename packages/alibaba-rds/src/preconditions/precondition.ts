import type { Facts, Finding, Instant, PlanDraft, Sight } from '@engine-upgrader/core';
import type { RdsInstance } from '../observe/instance.ts';
import type { RdsSurvey, SurveyedMember } from '../observe/survey.ts';
import type { ResolvedRdsRequest } from '../planning/request.ts';
import type { AlibabaRds } from '../provider.ts';

/** What a precondition judges. */
export interface PreconditionInput {
  readonly request: ResolvedRdsRequest;
  readonly survey: RdsSurvey;
  readonly draft: PlanDraft<AlibabaRds>;
  readonly now: Instant;
}

/** One precondition: pure, with a file of its own and a line in the list. */
export type Precondition = (input: PreconditionInput) => readonly Finding[];

/** A member that was seen, with its evidence. */
export interface SeenMember extends SurveyedMember {
  readonly seen: RdsInstance;
}

/** The members that were seen; a draft is made only when all were. */
export function seenMembers(input: PreconditionInput): readonly SeenMember[] {
  return input.survey.members.flatMap((member) =>
    member.instance.sight === 'seen' ? [{ ...member, seen: member.instance.value }] : [],
  );
}

/** Those that an upgrade is in store for: a member on its target is left alone. */
export function changingMembers(input: PreconditionInput): readonly SeenMember[] {
  return seenMembers(input).filter((member) => {
    const planned = input.draft.members.find((candidate) => candidate.reference === member.url);
    return planned?.target !== member.seen.engineVersion;
  });
}

/** What a finding says besides its name and member. */
export interface FindingText {
  readonly message: string;
  readonly seen?: Facts;
  readonly remedy?: string;
  readonly link?: string;
}

/** Makes the findings of one precondition. */
export function finder(
  name: string,
): (status: Finding['status'], member: string, text: FindingText) => Finding {
  return (status, member, { message, seen = {}, remedy, link }) => ({
    name,
    status,
    member,
    message,
    seen,
    ...(remedy === undefined ? {} : { remedy }),
    ...(link === undefined ? {} : { link }),
  });
}

/** A finding for evidence that could not be read: it says why, and is never taken for passed. */
export function unreadable(
  name: string,
  member: string,
  operation: string,
  sight: Exclude<Sight<unknown>, { sight: 'seen' }> | undefined,
): Finding {
  const why = sight?.sight === 'not-looked' ? sight.error.message : 'it was not read';
  return finder(name)('unknown', member, {
    message: `could not be read: ${why}`,
    remedy: `allow rds:${operation}, or check by hand`,
  });
}

/** The documentation page that most preconditions come from (MV). */
export const upgradePage =
  'https://www.alibabacloud.com/help/en/rds/apsaradb-rds-for-mysql/upgrade-the-major-engine-version-of-an-apsaradb-rds-for-mysql-instance';
