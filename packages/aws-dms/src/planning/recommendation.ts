import type { PlanDraft } from '@engine-upgrader/core';
import type { DmsSurvey } from '../observe/survey.ts';
import type { AwsDms } from '../provider.ts';
import { isRunning } from './choose-tasks.ts';
import { pauseBeside, pauseInPlace } from './forecast.ts';
import { shortfall } from './headroom.ts';

const minute = 60_000;
/** More tasks than these in one outage are many. */
const many = 4;

/** Which strategy is advised, and why; the choice stays with whoever asks. */
export function recommendation(survey: DmsSurvey, { hops }: PlanDraft<AwsDms>): readonly string[] {
  const running = survey.tasks.filter(isRunning);
  if (running.length === 0) return ['advised: in-place; no task runs, so that nothing pauses either way'];
  const pauses = `each running task would pause for about ${pauseInPlace(hops.length) / minute} minutes in place, all at once; for about ${pauseBeside / minute} side by side, one after the other`;
  const lacking = shortfall(survey.quotas, survey.instance.allocatedStorage ?? 0);
  if (lacking !== undefined)
    return [`advised: in-place; ${lacking}, so that there is no room for a second instance`, pauses];
  const slots = running.filter((task) => isPostgreSql(survey, task.sourceEndpointArn)).length;
  const reasons = [
    ...(running.length > many
      ? [`${running.length} tasks run, and in place all are down together and fail together`]
      : []),
    ...(slots > 0 ? [`${slots} follow a PostgreSQL source, whose log grows while they are down`] : []),
  ];
  const cost = 'it costs a second instance for the time it takes';
  if (reasons.length === 0) {
    return [
      `advised: in-place; ${running.length} running tasks are few, and a second instance costs money`,
      pauses,
    ];
  }
  return [`advised: --strategy side-by-side; ${reasons.join('; ')}; ${cost}`, pauses];
}

function isPostgreSql({ endpoints }: DmsSurvey, arn: string | undefined): boolean {
  if (endpoints.sight !== 'seen') return false;
  return endpoints.value.find((endpoint) => endpoint.arn === arn)?.engine.includes('postgres') ?? false;
}
