import type { PlannedStep } from '@engine-upgrader/core';
import { type ReplicationTask, taskUrl } from '../observe/resources.ts';
import type { AwsDms } from '../provider.ts';
import type { TargetInstance, WayOn } from '../steps/step.ts';
import type { Drafting } from '../side-by-side.ts';

type Step = PlannedStep<AwsDms>;

/**
 * The steps of the tasks, so many at a time at most: each begins when the one that many places before it is back as it
 * was. The canary goes first, and all others wait for it, and for a person where there is a pause.
 */
export function lanes(drafting: Drafting, target: TargetInstance, before: readonly Step[]): readonly Step[] {
  const { tasks, options } = drafting;
  const canary = canaryOf(drafting);
  const steps: Step[] = [];
  const restores: string[] = [];
  let first = before.map((step) => step.id);
  const size = options.parallelTasks;
  let begin = 0;
  for (const [index, task] of tasks.entries()) {
    if (index === canary && canary > 0) {
      first = restores.slice();
      if (options.pauseAfterCanary) {
        const pause = pauseStep(drafting, tasks.slice(0, canary), first);
        steps.push(pause);
        first = [pause.id];
      }
      begin = index;
    }
    const ahead = index - size >= begin ? restores[index - size] : undefined;
    const own = taskSteps(drafting, task, target, ahead === undefined ? first : [ahead]);
    steps.push(...own);
    restores.push(own.at(-1)?.id ?? '');
  }
  return steps;
}

/** How many tasks go ahead of all others; one, where there are several and nothing else was asked for. */
function canaryOf({ tasks, options }: Pick<Drafting, 'tasks' | 'options'>): number {
  return options.canary ?? (tasks.length > 1 ? 1 : 0);
}

function pauseStep({ survey }: Drafting, canary: readonly ReplicationTask[], after: readonly string[]): Step {
  const names = canary.map((task) => task.identifier).join(', ');
  const { region, instanceId } = survey.instance;
  return {
    id: 'pause',
    phase: 'forward',
    title: `wait for a person to look at ${names}`,
    member: taskUrl(region, instanceId, canary[0]?.identifier ?? ''),
    after,
    changes: [],
    input: { kind: 'pause', reason: `paused after ${names}: look at it, then continue, or cancel` },
  };
}

function taskSteps(
  drafting: Drafting,
  task: ReplicationTask,
  target: TargetInstance,
  after: readonly string[],
): readonly Step[] {
  const { instance } = drafting.survey;
  const { options } = drafting;
  const { region, instanceId } = instance;
  const { identifier, arn: taskArn } = task;
  const member = taskUrl(region, instanceId, identifier);
  const told = { region, taskArn, identifier, instanceArn: instance.arn };
  const [stop, move, restore] = [`stop/${identifier}`, `move/${identifier}`, `restore/${identifier}`];
  const wayOn = wayOnOf(drafting, task);
  const { withoutCheckpoint, afterFailedMove, moveAttempts } = options;
  return [
    {
      id: stop,
      phase: 'forward',
      title: `stop task ${identifier}`,
      member,
      after,
      changes: [],
      input: { kind: 'stop-task', ...told },
    },
    {
      id: move,
      phase: 'forward',
      title: `move task ${identifier} to ${target.instanceId}`,
      member,
      after: [stop],
      changes: [`${member}#instanceArn`],
      input: { kind: 'move-task', ...told, target, stopStep: stop, withoutCheckpoint, moveAttempts, wayOn },
    },
    {
      id: restore,
      phase: 'restore',
      title: `put task ${identifier} back as it was`,
      member,
      after: [stop, move],
      changes: [],
      input: {
        kind: 'restore-task',
        ...told,
        instanceId,
        stopStep: stop,
        upgradeSteps: [],
        moved: { moveStep: move, target, afterFailedMove, wayOn },
      },
    },
  ];
}

function wayOnOf({ survey }: Drafting, task: ReplicationTask): WayOn {
  const { sourceEndpointArn, targetEndpointArn, migrationType } = task;
  const endpoints = survey.endpoints.sight === 'seen' ? survey.endpoints.value : [];
  const source = endpoints.find((endpoint) => endpoint.arn === sourceEndpointArn);
  const slotName = source?.slotName;
  return {
    migrationType,
    ...(sourceEndpointArn === undefined ? {} : { sourceEndpointArn }),
    ...(targetEndpointArn === undefined ? {} : { targetEndpointArn }),
    ...(source?.engine.includes('postgres')
      ? { postgresql: slotName === undefined ? {} : { slotName } }
      : {}),
  };
}
