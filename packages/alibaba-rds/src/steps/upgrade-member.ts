import type { Snapshot, StepContext, StepKind, StepMemory, Verdict } from '@engine-upgrader/core';
import type { AlibabaRds, UpgradeStep } from '../provider.ts';
import { memberNeeds, memberVerdict } from './member-state.ts';
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
  if (verdict) return verdict;
  if (refusedAsReplica(step, memory)) return refusal(step, memory);
  return askForUpgrade(step, snapshot.observedAt);
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
