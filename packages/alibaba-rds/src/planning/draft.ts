import {
  type Facts,
  type Hop,
  invalidInput,
  type PlanDraft,
  type PlannedMember,
  type PlannedStep,
  type UpgradeError,
} from '@engine-upgrader/core';
import { err, ok, type Result } from 'neverthrow';
import { compareVersions } from '../engine-version.ts';
import type { RdsSurvey, SurveyedMember } from '../observe/survey.ts';
import type { AlibabaRds } from '../provider.ts';
import { evidenceOf } from '../steps/member-state.ts';
import { fingerprint } from '../view.ts';
import { forecast } from './forecast.ts';
import { type DraftMember, hopSteps, type StepChoices } from './hop-steps.ts';
import { resolveOptions } from './options.ts';
import type { ResolvedRdsRequest } from './request.ts';
import { resolvePath } from './resolve-path.ts';
import { mustBePrimary, mustBeMySql } from './subject.ts';

/** The steps that upgrade a family, or why there is no way. */
export function draftPlan(
  request: ResolvedRdsRequest,
  survey: RdsSurvey,
): Result<PlanDraft<AlibabaRds>, UpgradeError> {
  return mustBeMySql(survey)
    .andThen(() => mustBePrimary(request, survey))
    .andThen(() => resolveOptions(request.options))
    .andThen((options) =>
      seenMembers(survey.members).andThen((members) =>
        resolvePath(request.to, members).map(({ from, to, hops }) => {
          const choices: StepChoices = { options, effectiveTime: request.effectiveTime };
          const steps = allSteps(hops, members, choices);
          return {
            from,
            to,
            hops,
            members: members.map((member) => plannedMember(member, to)),
            steps,
            forecast: forecast(request, hops, members.length, steps.length),
            fingerprint: Object.assign({}, ...members.map(memberFingerprint)),
          };
        }),
      ),
    );
}

function allSteps(
  hops: readonly Hop[],
  members: readonly DraftMember[],
  choices: StepChoices,
): PlannedStep<AlibabaRds>[] {
  const steps: PlannedStep<AlibabaRds>[] = [];
  let before: readonly string[] = [];
  for (const hop of hops) {
    const added = hopSteps(hop, members, before, choices);
    steps.push(...added);
    before = added.map((step) => step.id);
  }
  return steps;
}

/** The members as seen; a plan cannot be made over one that was not. */
function seenMembers(members: readonly SurveyedMember[]): Result<readonly DraftMember[], UpgradeError> {
  const seen: DraftMember[] = [];
  for (const { url, role, instance } of members) {
    if (instance.sight === 'not-looked') return err(instance.error);
    if (instance.sight === 'absent') {
      const message = `${url} is a member of the family and was not found; if it is in another region, name that region for the upgrader`;
      return err(invalidInput('regions', message));
    }
    seen.push({ url, role, instance: instance.value });
  }
  return ok(seen);
}

function plannedMember(member: DraftMember, to: string): PlannedMember {
  const { instance } = member;
  const window = instance.maintenanceWindow;
  return {
    reference: member.url,
    role: member.role,
    before: { ...evidenceOf(instance), ...(window === undefined ? {} : { maintenanceWindow: window }) },
    target: compareVersions(instance.engineVersion, to) > 0 ? instance.engineVersion : to,
  };
}

function memberFingerprint(member: DraftMember): Facts {
  const fields = Object.entries(fingerprint(member.instance));
  return Object.fromEntries(fields.map(([field, value]) => [`${member.url}#${field}`, value]));
}
