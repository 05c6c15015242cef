import type {
  Instant,
  PlannedMember,
  ProviderAnswer,
  Snapshot,
  StepContext,
  StepMemory,
  Verdict,
} from '@engine-upgrader/core';
import { compareVersions, isEngineVersion } from '../engine-version.ts';
import type { RdsInstance } from '../observe/instance.ts';
import { statusMeaning } from '../observe/status.ts';
import type { AlibabaRds, RdsNeed, UpgradeStep } from '../provider.ts';
import { seenMember, viewNeeds } from '../view.ts';
import { askForUpgrade } from './upgrade-call.ts';

/** Refuses a primary for its read-only or disaster-recovery instances "running in unsupported states" (UE). */
const code = 'UnsupportedReadOrBakReadState';

/** One that is busy for a moment may be idle again at every look: so many refusals in a row are no coincidence. */
const noCoincidence = 3;

interface Refusal {
  readonly provider: ProviderAnswer;
  readonly at: Instant;
}

/** What the cloud said, where it refused the last send for the state of the replicas and no other is in doubt. */
function refusal(step: UpgradeStep, { answer, doubt }: StepMemory<AlibabaRds>): Refusal | undefined {
  if (step.role !== 'primary' || doubt || answer?.answer !== 'busy') return undefined;
  const { provider } = answer.error;
  return provider?.code === code ? { provider, at: answer.at } : undefined;
}

/** How often in a row it was refused though its replicas were idle, the last refusal included. */
function timesThoughIdle({ note }: StepMemory<AlibabaRds>, { at }: Refusal): number {
  const last = note?.refusedThoughIdle;
  return last?.at === at ? last.times : (last?.times ?? 0) + 1;
}

/** The replicas, once the primary was refused for their state. */
export function replicaNeeds(
  step: UpgradeStep,
  memory: StepMemory<AlibabaRds>,
  { plan }: StepContext<AlibabaRds>,
): readonly RdsNeed[] {
  if (!refusal(step, memory)) return [];
  return plan.members.filter(isReplica).flatMap(viewNeeds);
}

/**
 * What a primary does that was refused for the state of its replicas: it waits while one of them is busy, and asks
 * again. One that is refused although they are idle is refused for good: they are behind, or stopped.
 */
export function awaitReplicas(
  step: UpgradeStep,
  snapshot: Snapshot<AlibabaRds>,
  memory: StepMemory<AlibabaRds>,
  { plan }: StepContext<AlibabaRds>,
): Verdict<AlibabaRds> | undefined {
  const refused = refusal(step, memory);
  if (!refused) return undefined;
  const replicas = plan.members.filter(isReplica).flatMap((member) => {
    const sight = seenMember(member, snapshot);
    return sight.sight === 'seen' ? [sight.value] : [];
  });
  const busy = replicas.find(isBusy);
  if (busy) {
    const reason = `${busy.instanceId} is ${busy.status}, and the cloud upgrades no primary meanwhile`;
    return { verdict: 'wait', moving: false, reason, note: {} };
  }
  const { provider, at } = refused;
  const times = timesThoughIdle(memory, refused);
  if (times < noCoincidence) {
    return { ...askForUpgrade(step, snapshot.observedAt), note: { refusedThoughIdle: { times, at } } };
  }
  return { verdict: 'fail', error: { kind: 'rejected', message: messageFor(step, replicas), provider } };
}

const isReplica = ({ role }: PlannedMember): boolean => role !== 'primary';

function isBusy({ status }: RdsInstance): boolean {
  const meaning = statusMeaning(status);
  return meaning === 'transitional' || meaning === 'upgrading';
}

function messageFor({ instanceId, to }: UpgradeStep, replicas: readonly RdsInstance[]): string {
  const states = replicas.map((one) => `${one.instanceId} is ${one.status} on ${one.engineVersion}`);
  const isBehind = ({ status, engineVersion }: RdsInstance): boolean =>
    statusMeaning(status) === 'running' &&
    isEngineVersion(engineVersion) &&
    compareVersions(engineVersion, to) < 0;
  const known = states.length > 0 ? `: ${states.join(', ')}` : '';
  const remedy = replicas.some(isBehind)
    ? 'those that are behind have to be upgraded first: replica order auto or replicas-first does so'
    : 'all of them have to be Running';
  return `the cloud refuses to upgrade ${instanceId} for the state of its read-only or disaster-recovery instances${known}; ${remedy}. ${instanceId} was not changed`;
}
