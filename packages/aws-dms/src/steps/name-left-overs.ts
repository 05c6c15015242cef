import { type Snapshot, type StepContext, type StepKind, sightOf, type Verdict } from '@engine-upgrader/core';
import { instanceKey, instanceNeed, tasksKey, tasksNeed } from '../needs.ts';
import type { AwsDms } from '../provider.ts';
import type { DmsStep, NameLeftOversStep } from './step.ts';
import { targetArn } from './target-arn.ts';

/** Says which of the two instances is left without tasks, and what still names the old one. Changes nothing. */
export const nameLeftOvers: StepKind<AwsDms> = {
  kind: 'name-left-overs',
  sends: false,
  idempotent: false,
  needs: ({ input }, _memory, context) => {
    if (!isNaming(input)) return [];
    const { region, instanceId, instanceArn, target } = input;
    const arn = targetArn(target, context);
    return [
      instanceNeed(region, instanceId),
      instanceNeed(region, target.instanceId),
      tasksNeed(region, instanceArn, []),
      ...(arn === undefined ? [] : [tasksNeed(region, arn, [])]),
    ];
  },
  decide: ({ input }, snapshot, _memory, context) =>
    isNaming(input) ? decide(input, snapshot, context) : { verdict: 'pass', reason: 'nothing to name' },
};

function isNaming(input: DmsStep): input is NameLeftOversStep {
  return input.kind === 'name-left-overs';
}

function decide(
  step: NameLeftOversStep,
  snapshot: Snapshot<AwsDms>,
  context: StepContext<AwsDms>,
): Verdict<AwsDms> {
  const { region, instanceId, instanceArn, target, subscriptions } = step;
  const onOld = tasksOn(snapshot, instanceKey(region, instanceId), instanceArn);
  const arn = targetArn(target, context);
  const onNew =
    arn === undefined ? undefined : tasksOn(snapshot, instanceKey(region, target.instanceId), arn);
  const evidence = {
    ...(onOld === undefined ? {} : { [`tasks on ${instanceId}`]: onOld }),
    ...(onNew === undefined ? {} : { [`tasks on ${target.instanceId}`]: onNew }),
  };
  const cleanup = 'delete it with `engine-upgrader cleanup` and the id of this run';
  if (onNew === 0 && target.createStep !== undefined) {
    const reason = `${target.instanceId} was made by this run, has no task and costs money`;
    return { verdict: 'done', evidence, reason, remedy: cleanup };
  }
  if (onOld !== 0) return { verdict: 'done', evidence };
  const names = subscriptions.length === 0 ? '' : `event subscriptions ${subscriptions.join(', ')}, `;
  const remedy = `change what names it (${names}CloudWatch alarms, addresses in firewalls), then ${cleanup}`;
  return { verdict: 'done', evidence, reason: `${instanceId} is left without tasks and costs money`, remedy };
}

/** How many tasks an instance has; nothing where there is no such instance. */
function tasksOn(snapshot: Snapshot<AwsDms>, key: string, arn: string): number | undefined {
  if (sightOf(snapshot, key).sight !== 'seen') return undefined;
  const tasks = sightOf(snapshot, tasksKey(arn));
  return tasks.sight === 'seen' && tasks.value.kind === 'tasks' ? tasks.value.tasks.length : undefined;
}
