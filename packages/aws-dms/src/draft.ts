import type { Instant, Milliseconds, PlanDraft, UpgradeError } from '@engine-upgrader/core';
import type { Result } from 'neverthrow';
import { draftCleanup } from './cleanup.ts';
import { draftInPlace } from './in-place.ts';
import type { DmsSurvey } from './observe/survey.ts';
import { resolveOptions } from './planning/options.ts';
import { overTolerance, recommendation } from './planning/recommendation.ts';
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
        return draftSideBySide(request, options, survey, now).map((drafted) =>
          withRemarks(drafted, toleranceOf('side-by-side', drafted, options.toleratedPause)),
        );
      case 'cleanup':
        return draftCleanup(survey);
      case 'in-place':
        return draftInPlace(request, survey, now).map((drafted) => {
          if (drafted.hops.length === 0) return drafted;
          return withRemarks(
            drafted,
            options.chosen
              ? toleranceOf('in-place', drafted, options.toleratedPause)
              : recommendation(survey, drafted, options.toleratedPause),
          );
        });
    }
  });
}

function toleranceOf(
  strategy: 'in-place' | 'side-by-side',
  { forecast }: PlanDraft<AwsDms>,
  tolerated: Milliseconds | undefined,
): readonly string[] {
  return overTolerance(strategy, forecast.interruption, tolerated);
}

function withRemarks(drafted: PlanDraft<AwsDms>, more: readonly string[]): PlanDraft<AwsDms> {
  const { forecast } = drafted;
  return { ...drafted, forecast: { ...forecast, remarks: [...forecast.remarks, ...more] } };
}
