import {
  type Snapshot,
  type StepContext,
  type StepKind,
  type StepMemory,
  sightOf,
  type Verdict,
} from '@engine-upgrader/core';
import { compareVersions } from '../engine-version.ts';
import { instanceKey, instanceNeed, tasksNeed } from '../needs.ts';
import type { ReplicationInstance } from '../observe/resources.ts';
import { instanceMeaning } from '../observe/status.ts';
import type { AwsDms } from '../provider.ts';
import { instanceEvidence } from './evidence.ts';
import { failed } from './failed.ts';
import { mayHaveTakenEffect } from './running-before.ts';
import type { DmsStep, UpgradeInstanceStep } from './step.ts';
import { upgradeCall } from './upgrade-call.ts';
import { hasLeft, isComplete, stillHere, windowAfter } from './upgrade-note.ts';

/** Upgrades the instance by one hop, and keeps which tasks ran until then. */
export const upgradeInstance: StepKind<AwsDms> = {
  kind: 'upgrade-instance',
  // No token; but to ask for the same version again changes nothing, and what is queued shows as pending.
  idempotent: true,
  needs: ({ input }, memory) => (isUpgrade(input) ? needsOf(input, memory) : []),
  decide: ({ input }, snapshot, memory, context) =>
    isUpgrade(input)
      ? decide({ step: input, snapshot, memory, context })
      : { verdict: 'pass', reason: 'no instance to upgrade' },
};

function isUpgrade(input: DmsStep): input is UpgradeInstanceStep {
  return input.kind === 'upgrade-instance';
}

function needsOf(step: UpgradeInstanceStep, memory: StepMemory<AwsDms>): readonly AwsDms['need'][] {
  const instance = instanceNeed(step.region, step.instanceId);
  if (isComplete(memory.note)) return [instance];
  return [instance, tasksNeed(step.region, step.instanceArn, step.taskArns)];
}

/** What a decision on an upgrade is made from. */
export interface DecidingUpgrade {
  readonly step: UpgradeInstanceStep;
  readonly snapshot: Snapshot<AwsDms>;
  readonly memory: StepMemory<AwsDms>;
  readonly context: StepContext<AwsDms>;
}

function decide(input: DecidingUpgrade): Verdict<AwsDms> {
  const { step, snapshot } = input;
  const sight = sightOf(snapshot, instanceKey(step.region, step.instanceId));
  if (sight.sight !== 'seen' || sight.value.kind !== 'instance') return gone(step);
  const instance = sight.value;
  switch (instanceMeaning(instance.status)) {
    case 'available':
      return available(input, instance);
    case 'upgrading':
      return underWay(input, instance);
    case 'transient':
      return { verdict: 'wait', reason: `${step.instanceId} is ${instance.status}`, moving: false };
    case 'gone':
      return gone(step);
    case 'bad': {
      const reason = `${step.instanceId} is ${instance.status} on ${instance.engineVersion}`;
      return {
        verdict: 'operator',
        reason,
        remedy: 'bring the replication instance back to available, then resume',
      };
    }
  }
}

function available(input: DecidingUpgrade, instance: ReplicationInstance): Verdict<AwsDms> {
  const { step, snapshot } = input;
  const pending = instance.pending.engineVersion;
  if (isReached(input, instance)) {
    if (pending === undefined) {
      return { verdict: 'done', evidence: instanceEvidence(instance), note: hasLeft(input) };
    }
    const reason = `${step.instanceId} is on ${instance.engineVersion}, and a change to ${pending} is still pending`;
    return { verdict: 'wait', reason, moving: false, note: hasLeft(input) };
  }
  if (instance.engineVersion !== step.from) return elsewhere(step, instance);
  const queued = pending === step.to && isQueued(input);
  const note = stillHere(input, queued);
  if (queued) {
    const until = windowAfter(step, note.askedAt)?.until;
    const reason = `the change of ${step.instanceId} to ${step.to} is queued`;
    return { verdict: 'wait', reason, moving: false, note, ...(until === undefined ? {} : { until }) };
  }
  const stranger = note.ran?.find((task) => !step.taskArns.includes(task.taskArn));
  if (stranger) return { ...unplanned(step, stranger.identifier), note };
  const effect = windowAfter(step, snapshot.observedAt);
  const reason = `${step.instanceId} is available on ${step.from}`;
  return {
    verdict: 'act',
    call: upgradeCall(step),
    reason,
    note,
    ...(effect === undefined ? {} : { effect }),
  };
}

/** On the hop's version, or already on a later one of this plan. */
function isReached({ step, context }: DecidingUpgrade, instance: ReplicationInstance): boolean {
  const version = instance.engineVersion;
  const isLater = compareVersions(version, step.to) > 0;
  return version === step.to || (isLater && context.plan.hops.some((hop) => hop.to === version));
}

/** A pending version is being waited for when this step asked for it, or when it takes effect in the window anyway. */
function isQueued({ step, memory }: DecidingUpgrade): boolean {
  return step.effectiveTime === 'maintenance-window' || mayHaveTakenEffect(memory);
}

function underWay(input: DecidingUpgrade, instance: ReplicationInstance): Verdict<AwsDms> {
  const { step, memory } = input;
  const { status, pending } = instance;
  // `modifying` is this change's once it may have been accepted: in doubt, what was seen under way and came to
  // nothing must not be asked for again.
  const begun = mayHaveTakenEffect(memory);
  const moving = status === 'upgrading' || pending.engineVersion === step.to || begun;
  const verdict = { verdict: 'wait', reason: `${step.instanceId} is ${status}`, moving } as const;
  const isOwn = moving && memory.note?.askedAt !== undefined && isQueued(input);
  return isOwn ? { ...verdict, note: hasLeft(input) } : verdict;
}

function gone(step: UpgradeInstanceStep): Verdict<AwsDms> {
  const reference = `aws-dms://${step.region}/${step.instanceId}`;
  const message = `the cloud does not know ${reference} any more, or it is being deleted`;
  return { verdict: 'fail', error: { kind: 'not-found', reference, message } };
}

function elsewhere(step: UpgradeInstanceStep, instance: ReplicationInstance): Verdict<AwsDms> {
  const message = `${step.instanceId} is on ${instance.engineVersion}, neither on ${step.from} nor on ${step.to}: somebody else changed it`;
  return failed(message);
}

/** A task that a listing had missed when the plan was made: nobody would put it back. */
function unplanned(step: UpgradeInstanceStep, identifier: string): Verdict<AwsDms> {
  const field = `aws-dms://${step.region}/${step.instanceId}#tasks`;
  const message = `task ${identifier} runs and is not in the plan; nothing more was begun. Make a new plan`;
  const moved = [{ field, planned: 'without it', seen: `with ${identifier}` }];
  return { verdict: 'fail', error: { kind: 'stale-plan', moved, message } };
}
