import { type Facts, type Snapshot, sightOf, type StepMemory, type Verdict } from '@engine-upgrader/core';
import { compareVersions, isEngineVersion } from '../engine-version.ts';
import { historyKey, historyNeed, instanceKey, instanceNeed } from '../needs.ts';
import type { HistoryResource } from '../observe/history.ts';
import { instanceUrl, type RdsInstance } from '../observe/instance.ts';
import { isLocked, statusMeaning } from '../observe/status.ts';
import type { AlibabaRds, RdsNeed, UpgradeStep } from '../provider.ts';
import { attemptSince, attemptTasks, isDecisive, taskVerdict } from './attempt-task.ts';

/**
 * The instance; and its history once there is an attempt that could show in it. Where nobody knows whether the call
 * arrived, an upgrade that began and failed unseen shows in the history alone.
 */
export function memberNeeds(step: UpgradeStep, memory: StepMemory<AlibabaRds>): readonly RdsNeed[] {
  const { region, instanceId } = step;
  const instance = instanceNeed(region, instanceId);
  if (!memory.intent) return [instance];
  return [instance, historyNeed(region, instanceId, attemptSince(memory), step.from, isDecisive(memory))];
}

/**
 * What a look at a member settles by itself: it is proved, moving, or somewhere else than the plan has it. None
 * when it is Running and unlocked on the hop's old version, with no sign of an attempt.
 */
export function memberVerdict(
  step: UpgradeStep,
  snapshot: Snapshot<AlibabaRds>,
  memory: StepMemory<AlibabaRds>,
): Verdict<AlibabaRds> | undefined {
  const instance = seenInstance(step, snapshot);
  if (!instance) return gone(step);
  const { instanceId, status } = instance;
  if (!isEngineVersion(instance.engineVersion)) {
    return { verdict: 'wait', moving: false, reason: `${instanceId} shows no MySQL version` };
  }
  const atTarget = compareVersions(instance.engineVersion, step.to) >= 0;
  switch (statusMeaning(status)) {
    case 'running':
      if (atTarget) return { verdict: 'done', evidence: evidenceOf(instance) };
      return memberDrift(step, instance) ?? taskOf(step, snapshot, memory) ?? locked(instance);
    case 'upgrading':
      return { verdict: 'wait', moving: memory.intent !== undefined, reason: `${instanceId} is ${status}` };
    case 'transitional':
      return { verdict: 'wait', moving: false, reason: `${instanceId} is ${status}` };
    case 'stopped':
      return { verdict: 'operator', reason: `${instanceId} is ${status}`, remedy: `start ${instanceId}` };
    case 'released':
      break;
  }
  return gone(step);
}

/** Whether an upgrade of the member is under way, by its status. */
export function isUpgrading(step: UpgradeStep, snapshot: Snapshot<AlibabaRds>): boolean {
  const instance = seenInstance(step, snapshot);
  return instance !== undefined && statusMeaning(instance.status) === 'upgrading';
}

/** What proves a member. */
export function evidenceOf(instance: RdsInstance): Facts {
  return {
    engineVersion: instance.engineVersion,
    status: instance.status,
    ...(instance.lockMode === undefined ? {} : { lockMode: instance.lockMode }),
  };
}

function seenInstance(step: UpgradeStep, snapshot: Snapshot<AlibabaRds>): RdsInstance | undefined {
  const sight = sightOf(snapshot, instanceKey(step.region, step.instanceId));
  return sight.sight === 'seen' && sight.value.kind === 'instance' ? sight.value : undefined;
}

function seenHistory(step: UpgradeStep, snapshot: Snapshot<AlibabaRds>): HistoryResource | undefined {
  const sight = sightOf(snapshot, historyKey(step.region, step.instanceId));
  return sight.sight === 'seen' && sight.value.kind === 'history' ? sight.value : undefined;
}

function taskOf(
  step: UpgradeStep,
  snapshot: Snapshot<AlibabaRds>,
  memory: StepMemory<AlibabaRds>,
): Verdict<AlibabaRds> | undefined {
  return taskVerdict(attemptTasks(seenHistory(step, snapshot), memory), memory);
}

function memberDrift(step: UpgradeStep, instance: RdsInstance): Verdict<AlibabaRds> | undefined {
  if (compareVersions(instance.engineVersion, step.from) === 0) return undefined;
  const message = `${instance.instanceId} is on ${instance.engineVersion}, which is neither ${step.from} nor ${step.to}: something else changed it`;
  return { verdict: 'fail', error: { kind: 'upgrade-failed', message } };
}

function locked(instance: RdsInstance): Verdict<AlibabaRds> | undefined {
  if (!isLocked(instance.lockMode)) return undefined;
  const why = instance.lockReason === undefined ? '' : ` (${instance.lockReason})`;
  return {
    verdict: 'operator',
    reason: `${instance.instanceId} is locked: ${instance.lockMode}${why}`,
    remedy: `remove the cause of the lock of ${instance.instanceId}: an expired subscription, a full disk, or a lock by hand`,
  };
}

function gone(step: UpgradeStep): Verdict<AlibabaRds> {
  const reference = instanceUrl(step);
  return {
    verdict: 'fail',
    error: { kind: 'not-found', reference, message: `${reference} is no longer there` },
  };
}
