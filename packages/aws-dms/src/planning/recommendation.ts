import type { Milliseconds, PlanDraft } from '@engine-upgrader/core';
import type { DmsSurvey } from '../observe/survey.ts';
import type { AwsDms } from '../provider.ts';
import { isRunning } from './choose-tasks.ts';
import { durationBeside } from './forecast.ts';
import { shortfall } from './headroom.ts';
import { pauseBeside, pauseInPlace } from './pauses.ts';

const minute = 60_000;
/** More tasks than these in one outage are many. */
const many = 4;

/** Which strategy is advised, and why; the choice stays with whoever asks. */
export function recommendation(
  survey: DmsSurvey,
  { hops }: PlanDraft<AwsDms>,
  toleratedPause: Milliseconds = Number.POSITIVE_INFINITY,
): readonly string[] {
  const running = survey.tasks.filter(isRunning);
  if (running.length === 0) return ['advised: in-place; no task runs, so that nothing pauses either way'];
  const pauses = `each running task would pause for about ${pauseInPlace(hops.length) / minute} minutes in place, all at once; for about ${pauseBeside / minute} side by side, one after the other`;
  const lacking = shortfall(survey.quotas, survey.instance.allocatedStorage ?? 0);
  if (lacking !== undefined)
    return [
      `advised: in-place; ${lacking}, so that there is no room for a second instance`,
      pauses,
      ...overTolerance('in-place', pauseInPlace(hops.length), toleratedPause),
    ];
  const slots = running.filter((task) => isPostgreSql(survey, task.sourceEndpointArn)).length;
  const reasons = [
    ...overTolerance('in-place', pauseInPlace(hops.length), toleratedPause),
    ...(running.length > many
      ? [`${running.length} tasks run, and in place all are down together and fail together`]
      : []),
    ...(slots > 0 ? [`${slots} follow a PostgreSQL source, whose log grows while they are down`] : []),
  ];
  const duration = inWords(durationBeside(survey.tasks.length, 1));
  const cost = `it costs a second ${survey.instance.instanceClass} for the time it takes, about ${duration} one task at a time, and until the old one is deleted`;
  if (reasons.length === 0) {
    const few = `advised: in-place; ${running.length === 1 ? 'one running task is' : `${running.length} running tasks are`} few, and a second instance costs money`;
    return [few, pauses, ...roomUnknown(survey)];
  }
  return [
    `advised: --strategy side-by-side; ${reasons.join('; ')}; ${cost}`,
    pauses,
    ...overTolerance('side-by-side', pauseBeside, toleratedPause),
    ...roomUnknown(survey),
  ];
}

/** Says so where a strategy's pause is longer than what is tolerated. */
export function overTolerance(
  strategy: 'in-place' | 'side-by-side',
  pause: Milliseconds,
  tolerated: Milliseconds = Number.POSITIVE_INFINITY,
): readonly string[] {
  if (pause <= tolerated) return [];
  return [
    `a running task pauses for about ${pause / minute} minutes ${strategy.replaceAll('-', ' ')}, longer than the tolerated ${tolerated / minute}`,
  ];
}

/** Quotas that were not read are never taken for room. */
function roomUnknown({ quotas }: DmsSurvey): readonly string[] {
  if (quotas.sight !== 'not-looked') return [];
  return [`whether the quotas have room for a second instance is unknown: ${quotas.error.message}`];
}

function inWords(duration: Milliseconds): string {
  const minutes = Math.round(duration / minute);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

function isPostgreSql({ endpoints }: DmsSurvey, arn: string | undefined): boolean {
  if (endpoints.sight !== 'seen') return false;
  return endpoints.value.find((endpoint) => endpoint.arn === arn)?.engine.includes('postgres') ?? false;
}
