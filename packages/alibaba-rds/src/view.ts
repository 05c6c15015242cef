import {
  type MemberView,
  type PlannedMember,
  type Sight,
  type Snapshot,
  sightOf,
} from '@engine-upgrader/core';
import { instanceKey, instanceNeed } from './needs.ts';
import { type RdsInstance, roleOf } from './observe/instance.ts';
import { statusMeaning } from './observe/status.ts';
import type { AlibabaRds, RdsNeed } from './provider.ts';
import { evidenceOf } from './steps/member-state.ts';

/** What a member's reference names. */
export interface MemberName {
  readonly region: string;
  readonly instanceId: string;
}

/** The region and id of a member, from its reference in the plan. */
function memberName(reference: string): MemberName {
  const [, region = '', instanceId = ''] = /^[a-z-]+:\/\/([^/]*)\/(.*)$/.exec(reference) ?? [];
  return { region, instanceId };
}

/** What has to be looked at to show a member. */
export function viewNeeds(member: PlannedMember): readonly RdsNeed[] {
  const { region, instanceId } = memberName(member.reference);
  return [instanceNeed(region, instanceId)];
}

/** A member in a snapshot. */
export function seenMember(member: PlannedMember, snapshot: Snapshot<AlibabaRds>): Sight<RdsInstance> {
  const { region, instanceId } = memberName(member.reference);
  const sight = sightOf(snapshot, instanceKey(region, instanceId));
  if (sight.sight !== 'seen') return sight;
  return sight.value.kind === 'instance' ? { sight: 'seen', value: sight.value } : { sight: 'absent' };
}

/** How a member looks in a snapshot. */
export function view(member: PlannedMember, snapshot: Snapshot<AlibabaRds>): Sight<MemberView> {
  const sight = seenMember(member, snapshot);
  return sight.sight === 'seen' ? { sight: 'seen', value: memberView(sight.value) } : sight;
}

/** How an instance looks. */
export function memberView(instance: RdsInstance): MemberView {
  return {
    version: instance.engineVersion,
    settled: statusMeaning(instance.status) === 'running',
    pending: [],
    facts: evidenceOf(instance),
    fingerprint: fingerprint(instance),
  };
}

/**
 * What must not move between plan and start. Only fields that a listing has as well as a direct read, in the same
 * words; a primary's family is one of them.
 */
export function fingerprint(instance: RdsInstance): MemberView['fingerprint'] {
  const own = {
    engine: instance.engine,
    engineVersion: instance.engineVersion,
    type: instance.type,
    instanceClass: instance.instanceClass ?? '',
    storageType: instance.storageType ?? '',
  };
  if (roleOf(instance) !== 'primary') return own;
  const members = [...instance.replicaIds, ...(instance.guardId === undefined ? [] : [instance.guardId])];
  return { ...own, members: members.sort().join(' ') };
}
