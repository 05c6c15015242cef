import { type Snapshot, type StepKind, type StepMemory, sightOf, type Verdict } from '@engine-upgrader/core';
import { instanceKey, instanceNeed, tagsKey, tagsNeed } from '../needs.ts';
import type { ReplicationInstance } from '../observe/resources.ts';
import { instanceMeaning } from '../observe/status.ts';
import type { AwsDms, DmsCall } from '../provider.ts';
import { instanceEvidence } from './evidence.ts';
import { failed } from './failed.ts';
import { planTag } from './plan-tag.ts';
import type { CreateInstanceStep, DmsStep } from './step.ts';

/**
 * Creates the instance that tasks are moved to. One of its name that exists already is taken for this plan's own only
 * where it carries this plan's tag: an answer may have been lost.
 */
export const createInstance: StepKind<AwsDms> = {
  kind: 'create-instance',
  idempotent: false,
  needs: ({ input }, memory) => (isCreate(input) ? needsOf(input, memory) : []),
  decide: ({ input }, snapshot, memory, context) =>
    isCreate(input)
      ? decide({ step: input, snapshot, memory, planId: context.plan.id })
      : { verdict: 'pass', reason: 'no instance to create' },
};

function isCreate(input: DmsStep): input is CreateInstanceStep {
  return input.kind === 'create-instance';
}

function needsOf({ region, settings }: CreateInstanceStep, memory: StepMemory<AwsDms>): AwsDms['need'][] {
  const instance = instanceNeed(region, settings.ReplicationInstanceIdentifier);
  const seen = memory.note?.created;
  return seen === undefined ? [instance] : [instance, tagsNeed(region, seen)];
}

interface Deciding {
  readonly step: CreateInstanceStep;
  readonly snapshot: Snapshot<AwsDms>;
  readonly memory: StepMemory<AwsDms>;
  readonly planId: string;
}

function decide(input: Deciding): Verdict<AwsDms> {
  const { step, snapshot, memory, planId } = input;
  const { region, settings } = step;
  const name = settings.ReplicationInstanceIdentifier;
  const sight = sightOf(snapshot, instanceKey(region, name));
  if (sight.sight !== 'seen' || sight.value.kind !== 'instance') {
    if (memory.begun) {
      const reason = `${name} is not shown, though it was created: an old look`;
      return { verdict: 'wait', reason, moving: true };
    }
    return { verdict: 'act', call: createCall(step, planId), reason: `${name} does not exist yet` };
  }
  const instance = sight.value;
  const note = { created: instance.arn };
  const tags = sightOf(snapshot, tagsKey(instance.arn));
  if (tags.sight !== 'seen' || tags.value.kind !== 'tags') {
    return {
      verdict: 'wait',
      reason: `${name} exists; its tags show whose it is`,
      moving: true,
      lookAgainIn: 0,
      note,
    };
  }
  if (tags.value.tags[planTag] !== planId) {
    const message = `${name} exists already and was not made by this plan; it is left as it is. Nothing was stopped`;
    return { verdict: 'fail', error: { kind: 'rejected', message } };
  }
  return { ...ofItsStatus(step, instance), note };
}

function ofItsStatus({ settings }: CreateInstanceStep, instance: ReplicationInstance): Verdict<AwsDms> {
  const { instanceId, status, engineVersion } = instance;
  switch (instanceMeaning(status)) {
    case 'available':
      break;
    case 'upgrading':
    case 'transient':
      return { verdict: 'wait', reason: `${instanceId} is ${status}`, moving: true };
    case 'gone':
    case 'bad': {
      const message = `the new instance ${instanceId} is ${status}; nothing was stopped`;
      return failed(message);
    }
  }
  if (engineVersion === settings.EngineVersion)
    return { verdict: 'done', evidence: instanceEvidence(instance) };
  const message = `the new instance ${instanceId} is on ${engineVersion} and not on ${settings.EngineVersion}; nothing was stopped`;
  return failed(message);
}

function createCall({ region, settings, tags }: CreateInstanceStep, planId: string): DmsCall {
  const Tags = [...tags, { Key: planTag, Value: planId }];
  return { operation: 'CreateReplicationInstance', region, input: { ...settings, Tags } };
}
