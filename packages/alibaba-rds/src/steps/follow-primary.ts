import {
  type Milliseconds,
  type PlannedStep,
  type Snapshot,
  type StepKind,
  type StepMemory,
  type Verdict,
} from '@engine-upgrader/core';
import type { AlibabaRds, UpgradeStep } from '../provider.ts';
import { memberNeeds, memberVerdict } from './member-state.ts';
import { refusedAsReplica } from './refused-replica.ts';
import { askForUpgrade } from './upgrade-call.ts';

/**
 * How long a replica may stay on the old version after its primary is proved, before it is upgraded by itself: an
 * upgrade of a primary and its replicas is not documented to be one moment.
 */
export const followTime: Milliseconds = 30 * 60_000;

/**
 * Proves a replica on the hop's version after its primary. One that could not be upgraded before is given time to
 * follow, and is then upgraded by itself.
 */
export const followPrimary: StepKind<AlibabaRds> = {
  kind: 'follow-primary',
  idempotent: true,
  needs: (step, memory) => memberNeeds(step.input, memory),
  decide,
};

function decide(
  planned: PlannedStep<AlibabaRds>,
  snapshot: Snapshot<AlibabaRds>,
  memory: StepMemory<AlibabaRds>,
): Verdict<AlibabaRds> {
  const step = planned.input;
  const verdict = memberVerdict(step, snapshot, memory);
  if (verdict) return verdict;
  if (refusedAsReplica(step, memory)) return stranded(step);
  const reason = memory.intent ? undefined : reasonToWait(step, memory);
  if (reason !== undefined) return { verdict: 'wait', moving: false, reason };
  return askForUpgrade(step, snapshot.observedAt);
}

/**
 * Why it is not upgraded by itself yet: its primary was proved only a while ago. What counts is the time in which
 * somebody looked: clocks are set anew, and those of two processes differ.
 */
function reasonToWait(
  { instanceId, from, to }: UpgradeStep,
  memory: StepMemory<AlibabaRds>,
): string | undefined {
  if ((memory.watch?.watched ?? 0) >= followTime) return undefined;
  return `${instanceId} is still on ${from}; it is to follow its primary to ${to}`;
}

function stranded(step: UpgradeStep): Verdict<AlibabaRds> {
  const reason = `${step.instanceId} did not follow its primary to ${step.to}, and the cloud refuses to upgrade it as a replica`;
  const remedy = `bring ${step.instanceId} to ${step.to} by hand, or make it anew from its primary`;
  return { verdict: 'operator', reason, remedy };
}
