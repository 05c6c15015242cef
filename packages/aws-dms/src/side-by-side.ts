import {
  type Facts,
  type Instant,
  invalidInput,
  type PlanDraft,
  type PlannedStep,
  type UpgradeError,
} from '@engine-upgrader/core';
import { err, type Result } from 'neverthrow';
import { instanceUrl, type ReplicationTask, taskUrl } from './observe/resources.ts';
import type { Besides, DmsSurvey } from './observe/survey.ts';
import { chooseTarget, type ChosenTarget } from './planning/choose-target.ts';
import { chooseTasks } from './planning/choose-tasks.ts';
import { forecastBeside } from './planning/forecast.ts';
import { lanes } from './planning/lanes.ts';
import {
  besideFingerprint,
  fingerprintOf,
  instanceMember,
  newInstance,
  oldInstance,
  taskMember,
  urlOf,
} from './planning/members.ts';
import type { ResolvedOptions } from './planning/options.ts';
import { pausesOf } from './planning/pauses.ts';
import type { ResolvedDmsRequest } from './planning/request.ts';
import { resolvePath } from './planning/resolve-path.ts';
import type { AwsDms } from './provider.ts';
import type { TargetInstance } from './steps/step.ts';
import { taskFingerprint } from './view.ts';
import type { NewInstance } from './wire/api.ts';

type Step = PlannedStep<AwsDms>;

const createStep = 'create';

/**
 * The steps of an upgrade side by side: a new instance, connections tested from it, then the tasks one after the
 * other: stopped, moved, put back as they were. The old instance is left.
 */
export function draftSideBySide(
  request: ResolvedDmsRequest,
  options: ResolvedOptions,
  survey: DmsSurvey,
  now: Instant,
): Result<PlanDraft<AwsDms>, UpgradeError> {
  const { besides } = survey;
  if (!besides) return err(invalidInput('strategy', 'what side by side is planned from was not read'));
  return resolvePath(request.to, survey, now).andThen((path) => {
    if (path.hops.length === 0) return err(alreadyThere(survey, path.to));
    return chooseTasks(survey, options).andThen((tasks) =>
      chooseTarget(survey, besides, options, path.to).map((target) => {
        const steps = allSteps({ survey, besides, options, tasks, target });
        return {
          from: path.from,
          to: path.to,
          // Moves take the tasks there at once: no instance goes through the versions in between.
          hops: [{ from: path.from, to: path.to }],
          members: membersOf(survey, tasks, target, path.to),
          steps,
          forecast: forecastBeside(tasks.length, pausesOf(survey, path.hops, tasks), options, steps.length),
          fingerprint: fingerprint(survey, tasks, target),
        };
      }),
    );
  });
}

function alreadyThere({ instance }: DmsSurvey, to: string): UpgradeError {
  const message = `${instance.instanceId} is on ${to} already: there is nothing to move its tasks for. Nothing was changed`;
  return invalidInput('to', message);
}

/** What the steps are made from. */
export interface Drafting {
  readonly survey: DmsSurvey;
  readonly besides: Besides;
  readonly options: ResolvedOptions;
  readonly tasks: readonly ReplicationTask[];
  readonly target: ChosenTarget;
}

function allSteps(drafting: Drafting): readonly Step[] {
  const { survey, target } = drafting;
  const { region } = survey.instance;
  const instance: TargetInstance = target.existing
    ? { instanceId: target.existing.instanceId, instanceArn: target.existing.arn }
    : { instanceId: target.settings.ReplicationInstanceIdentifier, createStep };
  const creates = target.existing ? [] : [createInstanceStep(drafting, target.settings)];
  const tests = testSteps(drafting, instance, creates);
  const moves = lanes(drafting, instance, [...creates, ...tests]);
  const before = [...creates, ...tests, ...moves];
  const subscriptions = drafting.besides.subscriptions;
  const last: Step = {
    id: 'left-overs',
    phase: 'restore',
    title: 'see which instance is left without tasks',
    member: urlOf(survey.instance),
    after: before.map((step) => step.id),
    changes: [],
    input: {
      kind: 'name-left-overs',
      region,
      instanceId: survey.instance.instanceId,
      instanceArn: survey.instance.arn,
      target: instance,
      subscriptions: subscriptions.sight === 'seen' ? subscriptions.value : [],
    },
  };
  return [...before, last];
}

function createInstanceStep({ survey }: Drafting, settings: NewInstance): Step {
  const { region } = survey.instance;
  const name = settings.ReplicationInstanceIdentifier;
  const url = instanceUrl(region, name);
  const tags = survey.tags.sight === 'seen' ? Object.entries(survey.tags.value) : [];
  return {
    id: createStep,
    phase: 'forward',
    title: `create ${name} on ${settings.EngineVersion}`,
    member: url,
    after: [],
    changes: ['arn', 'engineVersion'].map((field) => `${url}#${field}`),
    input: {
      kind: 'create-instance',
      region,
      settings,
      // Those that AWS keeps for itself cannot be given.
      tags: tags.flatMap(([Key, Value]) => (/^aws:/i.test(Key) ? [] : [{ Key, Value }])),
    },
  };
}

/** A test for each endpoint of each task that is moved, all before anything is stopped. */
function testSteps(
  { survey, tasks }: Drafting,
  target: TargetInstance,
  creates: readonly Step[],
): readonly Step[] {
  const { region } = survey.instance;
  const endpoints = new Set(
    tasks.flatMap((task) => [task.sourceEndpointArn ?? [], task.targetEndpointArn ?? []].flat()),
  );
  return [...endpoints].sort().map((endpointArn): Step => {
    const known =
      survey.endpoints.sight === 'seen'
        ? survey.endpoints.value.find((endpoint) => endpoint.arn === endpointArn)
        : undefined;
    const identifier = known?.identifier ?? endpointArn.slice(endpointArn.lastIndexOf(':') + 1);
    return {
      id: `test/${endpointArn.slice(endpointArn.lastIndexOf(':') + 1)}`,
      phase: 'forward',
      title: `test the connection from ${target.instanceId} to ${identifier}`,
      member: instanceUrl(region, target.instanceId),
      after: creates.map((step) => step.id),
      changes: [],
      input: { kind: 'test-connection', region, endpointArn, identifier, target },
    };
  });
}

function membersOf(
  { instance }: DmsSurvey,
  tasks: readonly ReplicationTask[],
  target: ChosenTarget,
  version: string,
): PlanDraft<AwsDms>['members'] {
  const name = target.existing ? target.existing.instanceId : target.settings.ReplicationInstanceIdentifier;
  const url = instanceUrl(instance.region, name);
  return [
    instanceMember(oldInstance, urlOf(instance), instance),
    { ...instanceMember(newInstance, url, target.existing), target: version },
    ...tasks.map((task) => taskMember(instance, task)),
  ];
}

function fingerprint(
  { instance }: DmsSurvey,
  tasks: readonly ReplicationTask[],
  { existing }: ChosenTarget,
): Facts {
  return fingerprintOf([
    [urlOf(instance), besideFingerprint(instance)],
    ...(existing ? [[urlOf(existing), besideFingerprint(existing)] as const] : []),
    ...tasks.map(
      (task) =>
        [taskUrl(instance.region, instance.instanceId, task.identifier), taskFingerprint(task)] as const,
    ),
  ]);
}
