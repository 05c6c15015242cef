import type { Instant, PlanDraft, UpgradeError } from '@engine-upgrader/core';
import type { Result } from 'neverthrow';
import { draftCleanup } from './cleanup.ts';
import { draftInPlace } from './in-place.ts';
import type { DmsSurvey } from './observe/survey.ts';
import { resolveOptions } from './planning/options.ts';
import { recommendation } from './planning/recommendation.ts';
import type { ResolvedDmsRequest } from './planning/request.ts';
import type { AwsDms } from './provider.ts';
import { draftSideBySide } from './side-by-side.ts';

/** Drafts by the strategy that was asked for; where none was, in place, with the advice that there is. */
export function draft(
  request: ResolvedDmsRequest,
  survey: DmsSurvey,
  now: Instant,
): Result<PlanDraft<AwsDms>, UpgradeError> {
  return resolveOptions(request).andThen((options) => {
    switch (options.strategy) {
      case 'side-by-side':
        return draftSideBySide(request, options, survey, now);
      case 'cleanup':
        return draftCleanup(survey);
      case 'in-place':
        return draftInPlace(request, survey, now).map((drafted) => {
          if (options.chosen || drafted.hops.length === 0) return drafted;
          const { forecast } = drafted;
          const remarks = [...forecast.remarks, ...recommendation(survey, drafted)];
          return { ...drafted, forecast: { ...forecast, remarks } };
        });
    }
  });
}
