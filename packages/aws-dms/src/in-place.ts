import type {
  Facts,
  Instant,
  PlanDraft,
  PlannedMember,
  PlannedStep,
  UpgradeError,
} from '@engine-upgrader/core';
import type { Result } from 'neverthrow';
import { instanceUrl, type ReplicationTask, taskUrl } from './observe/resources.ts';
import { taskMeaning } from './observe/status.ts';
import type { DmsSurvey } from './observe/survey.ts';
import { forecastInPlace } from './planning/forecast.ts';
import { resolveOptions } from './planning/options.ts';
import { pausesOf } from './planning/pauses.ts';
import type { ResolvedDmsRequest } from './planning/request.ts';
import { type ResolvedPath, resolvePath } from './planning/resolve-path.ts';
import type { AwsDms } from './provider.ts';
import type { StopTasks } from './request-options.ts';
import { instanceEvidence, taskEvidence } from './steps/evidence.ts';
import type { UpgradeInstanceStep } from './steps/step.ts';
import { fieldsOfUpgrade, instanceFingerprint, taskFingerprint } from './view.ts';

type Step = PlannedStep<AwsDms>;

/**
 * The steps of an upgrade in place: running tasks are stopped, the instance goes hop by hop, then every task is put
 * back as it was. Several hops stop once and restore once.
 */
export function draftInPlace(
  request: ResolvedDmsRequest,
  survey: DmsSurvey,
  now: Instant,
): Result<PlanDraft<AwsDms>, UpgradeError> {
  return resolveOptions(request).andThen((options) =>
    resolvePath(request.to, survey, now).map((path) => {
      const steps = path.hops.length === 0 ? [] : allSteps(request, survey, path, options.stopTasks);
      return {
        ...path,
        members: members(survey, path.to),
        steps,
        forecast: forecastInPlace(request, path.hops, pausesOf(survey, path.hops), steps.length),
        fingerprint: fingerprint(survey),
      };
    }),
  );
}

function allSteps(
  request: ResolvedDmsRequest,
  survey: DmsSurvey,
  path: ResolvedPath,
  stopTasks: StopTasks,
): readonly Step[] {
  const stops =
    stopTasks === 'upgrader' ? survey.tasks.filter(mayHaveToStop).map((task) => stopStep(survey, task)) : [];
  const upgrades: Step[] = [];
  for (const hop of path.hops) {
    const before = upgrades.at(-1);
    const after = before ? [before.id] : stops.map((step) => step.id);
    upgrades.push(upgradeStep(request, survey, hop, after));
  }
  return [...stops, ...upgrades, ...survey.tasks.map((task) => restoreStep(survey, task, stops, upgrades))];
}

/** One that runs, or may by the time of the start. */
function mayHaveToStop(task: ReplicationTask): boolean {
  const meaning = taskMeaning(task.status);
  return meaning === 'running' || meaning === 'starting' || meaning === 'transient';
}

function stopStep({ instance }: DmsSurvey, task: ReplicationTask): Step {
  return {
    id: stopId(task),
    phase: 'forward',
    title: `stop task ${task.identifier}`,
    member: taskUrl(instance.region, instance.instanceId, task.identifier),
    after: [],
    changes: [],
    input: {
      kind: 'stop-task',
      region: instance.region,
      taskArn: task.arn,
      identifier: task.identifier,
      instanceArn: instance.arn,
    },
  };
}

function upgradeStep(
  request: ResolvedDmsRequest,
  { instance, tasks }: DmsSurvey,
  hop: { readonly from: string; readonly to: string },
  after: readonly string[],
): Step {
  const { region, instanceId, arn: instanceArn, maintenanceWindow } = instance;
  const url = instanceUrl(region, instanceId);
  const input: UpgradeInstanceStep = {
    kind: 'upgrade-instance',
    region,
    instanceId,
    instanceArn,
    taskArns: tasks.map((task) => task.arn),
    from: hop.from,
    to: hop.to,
    effectiveTime: request.effectiveTime,
    ...(maintenanceWindow === undefined ? {} : { maintenanceWindow }),
  };
  return {
    id: `${hop.to}/upgrade`,
    phase: 'forward',
    title: `upgrade ${instanceId} from ${hop.from} to ${hop.to}`,
    member: url,
    after,
    changes: fieldsOfUpgrade.map((field) => `${url}#${field}`),
    input,
  };
}

function restoreStep(
  { instance }: DmsSurvey,
  task: ReplicationTask,
  stops: readonly Step[],
  upgrades: readonly Step[],
): Step {
  const stop = stops.find((step) => step.id === stopId(task));
  const upgradeSteps = upgrades.map((step) => step.id);
  return {
    id: `restore/${task.identifier}`,
    phase: 'restore',
    title: `put task ${task.identifier} back as it was`,
    member: taskUrl(instance.region, instance.instanceId, task.identifier),
    after: [...stops.map((step) => step.id), ...upgradeSteps],
    changes: [],
    input: {
      kind: 'restore-task',
      region: instance.region,
      taskArn: task.arn,
      identifier: task.identifier,
      instanceArn: instance.arn,
      instanceId: instance.instanceId,
      upgradeSteps,
      ...(stop ? { stopStep: stop.id } : {}),
    },
  };
}

function stopId(task: ReplicationTask): string {
  return `stop/${task.identifier}`;
}

function members({ instance, tasks }: DmsSurvey, to: string): readonly PlannedMember[] {
  const { region, instanceId, maintenanceWindow } = instance;
  const own: PlannedMember = {
    reference: instanceUrl(region, instanceId),
    role: 'replication-instance',
    before: {
      ...instanceEvidence(instance),
      arn: instance.arn,
      ...(maintenanceWindow === undefined ? {} : { maintenanceWindow }),
    },
    target: to,
  };
  const others = tasks.map((task) => ({
    reference: taskUrl(region, instanceId, task.identifier),
    role: 'task',
    before: { ...taskEvidence(task), arn: task.arn, instanceArn: task.instanceArn },
  }));
  return [own, ...others];
}

function fingerprint({ instance, tasks }: DmsSurvey): Facts {
  const { region, instanceId } = instance;
  const parts = [
    [instanceUrl(region, instanceId), instanceFingerprint(instance, tasks)] as const,
    ...tasks.map((task) => [taskUrl(region, instanceId, task.identifier), taskFingerprint(task)] as const),
  ];
  return Object.fromEntries(
    parts.flatMap(([url, fields]) =>
      Object.entries(fields).map(([field, value]) => [`${url}#${field}`, value]),
    ),
  );
}
