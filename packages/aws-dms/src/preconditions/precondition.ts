import type { Finding, Instant, PlanDraft, Sight } from '@engine-upgrader/core';
import { instanceUrl, type ReplicationTask, taskUrl } from '../observe/resources.ts';
import type { DmsSurvey } from '../observe/survey.ts';
import type { ResolvedDmsRequest } from '../planning/request.ts';
import type { AwsDms } from '../provider.ts';
import type { CreateInstanceStep } from '../steps/step.ts';

/** What a precondition judges. */
export interface Judged {
  readonly request: ResolvedDmsRequest;
  readonly survey: DmsSurvey;
  readonly draft: PlanDraft<AwsDms>;
  readonly now: Instant;
}

/** One thing that has to be in order before an upgrade. Pure. */
export type Precondition = (input: Judged) => readonly Finding[];

type Details = Pick<Finding, 'message'> & Partial<Pick<Finding, 'seen' | 'remedy' | 'link'>>;

/** Makes findings of one name. */
export function finder(
  name: string,
): (status: Finding['status'], member: string, details: Details) => Finding {
  return (status, member, details) => ({ name, status, member, seen: {}, ...details });
}

/** The reference of the instance. */
export function instanceOf({ survey }: Judged): string {
  return instanceUrl(survey.instance.region, survey.instance.instanceId);
}

/** The reference of a task. */
export function taskOf({ survey }: Judged, task: ReplicationTask): string {
  return taskUrl(survey.instance.region, survey.instance.instanceId, task.identifier);
}

/** The finding where evidence could not be read; it names what was refused. */
export function unreadable(
  finding: ReturnType<typeof finder>,
  member: string,
  action: string,
  sight: Exclude<Sight<unknown>, { sight: 'seen' }>,
): Finding {
  const why = sight.sight === 'not-looked' ? sight.error.message : 'there was no answer';
  return finding('unknown', member, { message: `could not be read: ${why}`, remedy: `allow ${action}` });
}

/** A day, as people read it: `2026-03-31`. */
export function dayOf(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** Whether the plan changes anything at all. */
export function changesAnything({ draft }: Judged): boolean {
  return draft.hops.length > 0;
}

/** What a new instance is to be created with, where the plan creates one. */
export function newSettings({ draft }: Judged): CreateInstanceStep['settings'] | undefined {
  const create = draft.steps.find((step) => step.input.kind === 'create-instance')?.input;
  return create?.kind === 'create-instance' ? create.settings : undefined;
}

/** Whether the tasks are moved to another instance, and this one stays as it is. */
export function isSideBySide({ request }: Judged): boolean {
  return request.options?.strategy === 'side-by-side';
}

/** The tasks that run now, or are about to. */
export function runningTasks({ survey }: Judged): readonly ReplicationTask[] {
  return survey.tasks.filter((task) => task.status === 'running' || task.status === 'starting');
}
