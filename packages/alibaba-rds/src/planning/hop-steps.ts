import type { EffectiveTime, Hop, PlannedStep } from '@engine-upgrader/core';
import type { RdsInstance, Role } from '../observe/instance.ts';
import type { AlibabaRds, UpgradeStep } from '../provider.ts';
import type { ResolvedOptions } from './options.ts';

/** A member as its steps are planned for. */
export interface DraftMember {
  readonly url: string;
  readonly role: Role;
  readonly instance: RdsInstance;
}

/** What all steps of a draft share. */
export interface StepChoices {
  readonly options: ResolvedOptions;
  readonly effectiveTime: EffectiveTime;
}

/**
 * The steps of one hop, and the ids that the next hop waits for: the hop is proved on every member before.
 *
 * @param members the primary first; or a single instance that is upgraded alone
 * @param after the steps that the hop waits for
 */
export function hopSteps(
  hop: Hop,
  members: readonly DraftMember[],
  after: readonly string[],
  choices: StepChoices,
): readonly PlannedStep<AlibabaRds>[] {
  const [primary, ...others] = members;
  if (!primary) return [];
  const { options } = choices;
  const parallel =
    choices.effectiveTime === 'immediate' ? options.parallelReplicas : Math.max(1, others.length);
  const input = { hop, choices, primary: `${hop.to}/${primary.instance.instanceId}/upgrade` };
  const before: PlannedStep<AlibabaRds>[] = [];
  if (options.replicaOrder !== 'with-primary') {
    for (const [index, member] of others.entries()) {
      const previous = before[index - parallel];
      before.push(upgradeStep(member, input, previous ? [previous.id] : after, []));
    }
  }
  const mayFollow = options.replicaOrder === 'replicas-first' ? [] : others;
  const own = upgradeStep(primary, input, [...after, ...before.map((step) => step.id)], mayFollow);
  const follow: PlannedStep<AlibabaRds>[] = [];
  for (const [index, member] of others.entries()) {
    const previous = follow[index - parallel];
    follow.push(followStep(member, input, previous ? [own.id, previous.id] : [own.id]));
  }
  return [...before, own, ...follow];
}

interface StepInput {
  readonly hop: Hop;
  readonly choices: StepChoices;
  /** The id of the primary's step in this hop. */
  readonly primary: string;
}

function upgradeStep(
  member: DraftMember,
  input: StepInput,
  after: readonly string[],
  followers: readonly DraftMember[],
): PlannedStep<AlibabaRds> {
  return {
    id: `${input.hop.to}/${member.instance.instanceId}/upgrade`,
    phase: 'forward',
    title: `upgrade ${member.role} ${member.instance.instanceId} from ${input.hop.from} to ${input.hop.to}`,
    member: member.url,
    after: [...new Set(after)],
    changes: [member, ...followers].flatMap(changedFields),
    input: stepInput('upgrade-member', member, input),
  };
}

function followStep(
  member: DraftMember,
  input: StepInput,
  after: readonly string[],
): PlannedStep<AlibabaRds> {
  return {
    id: `${input.hop.to}/${member.instance.instanceId}/follow`,
    phase: 'forward',
    title: `prove ${member.role} ${member.instance.instanceId} on ${input.hop.to} after its primary`,
    member: member.url,
    after,
    changes: changedFields(member),
    input: stepInput('follow-primary', member, input),
  };
}

/** What an upgrade changes of an instance: its class and storage type may be others afterwards (S2, on the fee). */
function changedFields(member: DraftMember): string[] {
  return ['engineVersion', 'instanceClass', 'storageType'].map((field) => `${member.url}#${field}`);
}

function stepInput(kind: UpgradeStep['kind'], member: DraftMember, input: StepInput): UpgradeStep {
  const { instance, role } = member;
  const { effectiveTime, options } = input.choices;
  return {
    kind,
    region: instance.region,
    instanceId: instance.instanceId,
    role,
    from: input.hop.from,
    to: input.hop.to,
    effectiveTime,
    ...(kind === 'follow-primary' ? { primaryStep: input.primary } : {}),
    mayFollow: role !== 'primary' && options.replicaOrder !== 'replicas-first',
    ...(instance.maintenanceWindow === undefined ? {} : { maintenanceWindow: instance.maintenanceWindow }),
  };
}
