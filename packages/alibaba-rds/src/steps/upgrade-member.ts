import type { Snapshot, StepContext, StepKind, StepMemory, Verdict } from '@engine-upgrader/core';
import type { AlibabaRds, UpgradeStep } from '../provider.ts';
import { isUpgrading, memberNeeds, memberVerdict } from './member-state.ts';
import { refusedAsReplica } from './refused-replica.ts';
import { awaitReplicas, replicaNeeds } from './unready-replicas.ts';
import { askForUpgrade } from './upgrade-call.ts';

/** Upgrades one member by one hop, unless it is there already. */
export const upgradeMember: StepKind<AlibabaRds> = {
  kind: 'upgrade-member',
  idempotent: true,
  needs: ({ input }, memory, context) => [
    ...memberNeeds(input, memory),
    ...replicaNeeds(input, memory, context),
  ],
  decide: (step, snapshot, memory, context) => decide(step.input, snapshot, memory, context),
};

function decide(
  step: UpgradeStep,
  snapshot: Snapshot<AlibabaRds>,
  memory: StepMemory<AlibabaRds>,
  context: StepContext<AlibabaRds>,
): Verdict<AlibabaRds> {
  const verdict = memberVerdict(step, snapshot, memory) ?? awaitReplicas(step, snapshot, memory, context);
  if (verdict?.verdict === 'wait' && !memory.intent && isUpgrading(step, snapshot)) {
    return { ...verdict, note: { ...memory.note, othersUpgradeSeenAt: snapshot.observedAt } };
  }
  if (verdict) return verdict;
  if (!memory.intent && wasJustUpgraded(snapshot, memory, context)) {
    const reason = `somebody else was upgrading ${step.instanceId}; its version may be shown late`;
    return { verdict: 'wait', moving: false, reason };
  }
  if (refusedAsReplica(step, memory)) return refusal(step, memory);
  return askForUpgrade(step, snapshot.observedAt);
}

/** Whether an upgrade by somebody else was seen less than a settle time ago. Another process may have another clock. */
function wasJustUpgraded(
  { observedAt }: Snapshot<AlibabaRds>,
  { note }: StepMemory<AlibabaRds>,
  { settle }: StepContext<AlibabaRds>,
): boolean {
  const seenAt = note?.othersUpgradeSeenAt;
  return seenAt !== undefined && Math.abs(observedAt - seenAt) < settle;
}

function refusal(step: UpgradeStep, memory: StepMemory<AlibabaRds>): Verdict<AlibabaRds> {
  if (step.mayFollow) {
    return { verdict: 'pass', reason: 'the cloud refuses it as a replica; it follows its primary' };
  }
  const provider =
    memory.answer && 'error' in memory.answer && 'provider' in memory.answer.error
      ? memory.answer.error.provider
      : undefined;
  const message = `the cloud refuses to upgrade ${step.instanceId} for being a replica; use replica order auto or with-primary`;
  return { verdict: 'fail', error: { kind: 'rejected', message, ...(provider ? { provider } : {}) } };
}
